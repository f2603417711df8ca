/** How much is quoted of what came from outside, in characters. */
const QUOTED_MAX = 40;

/** A text without the white space around it; `''` for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** A value as it can be shown, however long it is. */
export function quoted(value: unknown): string {
  // Of a function there is no JSON, nor of undefined.
  const characters = Array.from((JSON.stringify(value) as string | undefined) ?? 'nothing');
  return characters.length > QUOTED_MAX
    ? `${characters.slice(0, QUOTED_MAX).join('')}…`
    : characters.join('');
}
