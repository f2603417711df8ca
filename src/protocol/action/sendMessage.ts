import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { matching, oneOf, text } from '../codec/primitives';
import { tolerant, tolerantList } from '../codec/tolerant';
import { FILE_NAME_MAX, MESSAGE_MAX, SKILL_PATTERN } from '../limits';

export const ImageAttachment = struct(
  'ImageAttachment',
  { url: t.string },
  { detail: oneOf('low', 'high', 'auto') },
);
export interface ImageAttachment extends t.TypeOf<typeof ImageAttachment> {}

export const FileAttachment = struct(
  'FileAttachment',
  { name: text(1, FILE_NAME_MAX), url: t.string },
  { mimeType: t.string },
);
export interface FileAttachment extends t.TypeOf<typeof FileAttachment> {}

const Text = text(1, MESSAGE_MAX);
/** What was said. A server refuses a blank one, although its length is within the limits. */
const Utterance: t.Type<string> = new t.Type<string>(
  Text.name,
  Text.is,
  (u, c) => (Text.is(u) && u.trim() !== '' ? t.success(u) : t.failure(u, c)),
  t.identity,
);

/** Says something in a session: begins a turn. */
export const SendMessage = struct(
  'SendMessage',
  { action: t.literal('send_message'), sessionId: t.string, message: Utterance },
  {
    requestId: tolerant(t.string),
    stream: tolerant(t.boolean),
    model: tolerant(t.string),
    skill: matching(SKILL_PATTERN),
    images: tolerantList(ImageAttachment),
    files: tolerantList(FileAttachment),
  },
);
export interface SendMessage extends t.TypeOf<typeof SendMessage> {}
