import { isRecord } from './codec/record';

/**
 * The text of a reply: the `responseParts` of `eventual_response`'s `response`, a blank line between
 * two of them. A server may answer with a plain string; what has no text gives the empty string.
 *
 * @example
 * replyText({ responseParts: ['Seventeen days.'] }); // 'Seventeen days.'
 */
export function replyText(response: unknown): string {
  if (typeof response === 'string') return response;
  const parts = isRecord(response) ? response['responseParts'] : undefined;
  if (!Array.isArray(parts)) return '';
  return parts.filter((part) => typeof part === 'string').join('\n\n');
}
