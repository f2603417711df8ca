import * as t from 'io-ts';
import { list } from '../codec/list';
import { nullable } from '../codec/nullable';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';
import { ConversationMessage } from '../domain/conversationMessage';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../limits';
import { envelope } from './envelope';

/** Asks for a page of the history, newest first. `cursor` is the `nextCursor` of the page before. */
export const GetConversationMessages = struct(
  'get_conversation_messages',
  { action: t.literal('get_conversation_messages'), sessionId: t.string },
  {
    ...envelope,
    limit: tolerant(integer(1, PAGE_LIMIT_MAX), (limit) =>
      Number.isInteger(limit) && (limit as number) > PAGE_LIMIT_MAX
        ? PAGE_LIMIT_MAX
        : PAGE_LIMIT_DEFAULT,
    ),
    cursor: tolerant(t.string),
  },
);
export interface GetConversationMessages extends t.TypeOf<typeof GetConversationMessages> {}

/** A page of the history. `nextCursor` is a string exactly when `hasMore`. */
export const GetConversationMessagesResponse = struct(
  'get_conversation_messages response',
  { messages: list(ConversationMessage), hasMore: t.boolean },
  { nextCursor: nullable(t.string) },
);
export interface GetConversationMessagesResponse extends t.TypeOf<
  typeof GetConversationMessagesResponse
> {}
