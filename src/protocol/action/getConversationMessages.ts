import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { integer, list, nullable } from '../codec/primitives';
import { tolerant } from '../codec/tolerant';
import { ConversationMessage } from '../domain/message';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../limits';

const PageLimit = tolerant(integer(1, PAGE_LIMIT_MAX), (limit) =>
  Number.isInteger(limit) && (limit as number) > PAGE_LIMIT_MAX
    ? PAGE_LIMIT_MAX
    : PAGE_LIMIT_DEFAULT,
);

/** Asks for a page of the history, newest first. `cursor` is the `nextCursor` of the page before. */
export const GetConversationMessages = struct(
  'GetConversationMessages',
  { action: t.literal('get_conversation_messages'), sessionId: t.string },
  { requestId: tolerant(t.string), limit: PageLimit, cursor: t.string },
);
export interface GetConversationMessages extends t.TypeOf<typeof GetConversationMessages> {}

/** A page of the history, newest first. `nextCursor` is there exactly when `hasMore` is true. */
export const GetConversationMessagesResponse = struct(
  'GetConversationMessagesResponse',
  { messages: list(ConversationMessage), hasMore: t.boolean },
  { nextCursor: nullable(t.string) },
);
export interface GetConversationMessagesResponse extends t.TypeOf<
  typeof GetConversationMessagesResponse
> {}
