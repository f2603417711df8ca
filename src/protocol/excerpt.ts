const LENGTH = 80;

/**
 * A value as JSON text, cut to 80 characters. Looks no further than it shows, so that neither a
 * string of megabytes nor ten thousand nested arrays make an error message expensive.
 */
export function excerpt(value: unknown): string {
  const text = written('', value);
  return text.length > LENGTH ? `${text.slice(0, LENGTH - 1)}…` : text;
}

/** The text before, and the value: as much of it as is shown. */
function written(before: string, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return before + JSON.stringify(value.slice(0, LENGTH));
    case 'undefined':
      return `${before}nothing`;
    case 'object':
      return value === null ? `${before}null` : membersWritten(before, value);
    default:
      return before + String(value);
  }
}

function membersWritten(before: string, value: object): string {
  const [open = '', close = ''] = Array.isArray(value) ? '[]' : '{}';
  let text = before + open;
  let comma = '';
  for (const key in value) {
    if (text.length > LENGTH) return text;
    text += comma;
    if (open === '{') text = `${written(text, key)}:`;
    text = written(text, (value as Record<string, unknown>)[key]);
    comma = ',';
  }
  return text + close;
}
