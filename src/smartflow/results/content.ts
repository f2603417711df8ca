import { isRecord } from '../../protocol/codec/record';

/** The text of a message, which may be a string, a list of parts, or `null` beside tool calls. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) =>
      isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '',
    )
    .join('');
}
