import * as t from 'io-ts';
import { list, listOfFitting } from '../codec/list';
import { nullable } from '../codec/nullable';
import { json, JsonObject, matching, nonBlank, oneOf, text } from '../codec/primitives';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';
import { Citation } from '../domain/citation';
import { Usage } from '../domain/usage';
import { FILE_NAME_MAX, MESSAGE_MAX, SKILL_PATTERN } from '../limits';
import { envelope } from './envelope';

/** A picture that goes with a message. */
export const ImageAttachment = struct(
  'ImageAttachment',
  { url: t.string },
  { detail: oneOf('low', 'high', 'auto') },
);
export interface ImageAttachment extends t.TypeOf<typeof ImageAttachment> {}

/** A file that goes with a message. */
export const FileAttachment = struct(
  'FileAttachment',
  { name: text(1, FILE_NAME_MAX), url: t.string },
  { mimeType: t.string },
);
export interface FileAttachment extends t.TypeOf<typeof FileAttachment> {}

/** Starts a turn. A wrong `skill` is refused rather than left out: the turn would be another one. */
export const SendMessage = struct(
  'send_message',
  {
    action: t.literal('send_message'),
    sessionId: t.string,
    message: nonBlank(MESSAGE_MAX),
  },
  {
    ...envelope,
    stream: tolerant(t.boolean),
    model: tolerant(t.string),
    skill: matching(SKILL_PATTERN),
    images: listOfFitting(ImageAttachment),
    files: listOfFitting(FileAttachment),
  },
);
export interface SendMessage extends t.TypeOf<typeof SendMessage> {}

/** What `eventual_response` says: the stored reply. `response` is any JSON, see {@link replyText}. */
export const SendMessageResponse = struct(
  'send_message response',
  { messageId: t.string, response: json },
  {
    needsEscalation: t.boolean,
    escalationReason: t.string,
    usage: Usage,
    citations: list(Citation),
    directive: nullable(JsonObject),
  },
);
export interface SendMessageResponse extends t.TypeOf<typeof SendMessageResponse> {}
