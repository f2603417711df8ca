const LENGTH = 80;
const DEPTH = 3;

/**
 * A value as JSON text, cut to 80 characters. Looks no further than it shows, so that neither a
 * string of megabytes nor ten thousand nested arrays make an error message expensive.
 */
export function excerpt(value: unknown): string {
  const text = write(value, LENGTH, DEPTH);
  return text.length > LENGTH ? `${text.slice(0, LENGTH - 1)}…` : text;
}

function write(value: unknown, room: number, depth: number): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.slice(0, room + 1));
    case 'undefined':
      return 'nothing';
    case 'object':
      return value === null ? 'null' : writeMembers(value, room, depth);
    default:
      return String(value);
  }
}

function writeMembers(value: object, room: number, depth: number): string {
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (depth === 0) return `${open}…${close}`;
  let text = '';
  for (const key in value) {
    if (text.length > room) break;
    if (text !== '') text += ',';
    if (!Array.isArray(value)) text += `${JSON.stringify(key.slice(0, room + 1))}:`;
    text += write((value as Record<string, unknown>)[key], room - text.length, depth - 1);
  }
  return `${open}${text}${close}`;
}
