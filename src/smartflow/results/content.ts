import { isRecord } from '../../protocol/codec/record';

/** The text of a message, which may be a string, a list of parts, or `null` beside tool calls. */
export function textOf(content: unknown): string {
  const parts: readonly unknown[] = Array.isArray(content) ? content : [{ text: content }];
  return parts
    .map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
