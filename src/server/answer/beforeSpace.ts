/**
 * What may be shown of a text now, and the white space at its end, which waits for what follows. Only
 * what is new is looked at: a model that has come to write nothing but spaces writes many.
 *
 * @param held - the white space that waits already
 */
export function beforeSpace(held: string, text: string): readonly [shown: string, held: string] {
  const { length } = text.trimEnd();
  return length === 0 ? ['', held + text] : [held + text.slice(0, length), text.slice(length)];
}
