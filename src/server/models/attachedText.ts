import type { FileAttachment } from '../../protocol';

/** How much of each file is read, in characters. */
const TEXT_MAX = 50_000;
/** The longest `data:…,` in front of the data. */
const HEAD_MAX = 256;
const HEAD = /^data:([^,;]*)((?:;[^,;]*)*),/i;
const TEXT_TYPE = /^(?:text\/|application\/(?:json|x-yaml|yaml|xml)\b)/i;
const TEXT_NAME = /\.(?:csv|json|log|md|txt|xml|ya?ml)$/i;

/** A file's text, as far as it carries any itself: an address is not fetched. */
export function attachedText({ name, mimeType, url }: FileAttachment): string {
  const [head, type = '', parameters = ''] = HEAD.exec(url.slice(0, HEAD_MAX)) ?? [];
  if (head === undefined) return '';
  const isText = TEXT_TYPE.test(mimeType ?? '') || TEXT_TYPE.test(type) || TEXT_NAME.test(name);
  if (!isText) return '';
  // Four letters of Base64 are three bytes, and a byte of text is three letters of an address.
  const data = url.slice(head.length, head.length + TEXT_MAX * 3);
  const text = /;base64$/i.test(parameters)
    ? Buffer.from(data, 'base64').toString('utf8')
    : decoded(data);
  return text.includes('\0') ? '' : text.slice(0, TEXT_MAX);
}

function decoded(data: string): string {
  try {
    return decodeURIComponent(data.replace(/%[\dA-F]?$/i, ''));
  } catch {
    return ''; // what is no text has nothing to answer from
  }
}
