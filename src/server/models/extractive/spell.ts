/** An identifier as words: `issue_refund` and `issueRefund` are both `issue refund`. */
export function spell(identifier: string): string {
  return identifier
    .replace(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, ' ')
    .replace(/[_\-.\s]+/g, ' ')
    .trim()
    .toLowerCase();
}
