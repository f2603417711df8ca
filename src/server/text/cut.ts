const SURROGATE = /[\uD800-\uDFFF]/;

/** The first `max` characters of a text: code points, none of them halved. */
export function cut(text: string, max: number): string {
  const head = text.slice(0, max);
  if (head.length === text.length || !SURROGATE.test(head)) return head;
  // No character is longer than two code units.
  return Array.from(text.slice(0, 2 * max))
    .slice(0, max)
    .join('');
}
