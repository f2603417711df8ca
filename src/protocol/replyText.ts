import { isRecord } from './codec/struct';

/** The text of an answer: its parts joined, or the answer itself if it is text. Empty if it has none. */
export function replyText(response: unknown): string {
  if (typeof response === 'string') return response;
  if (!isRecord(response) || !Array.isArray(response['responseParts'])) return '';
  return response['responseParts'].filter((part) => typeof part === 'string').join('\n\n');
}
