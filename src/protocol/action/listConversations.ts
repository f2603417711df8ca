import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { integer, list } from '../codec/primitives';
import { tolerant } from '../codec/tolerant';
import { ConversationSummary } from '../domain/conversation';

/** Asks for the conversations of the user, newest first. */
export const ListConversations = struct(
  'ListConversations',
  { action: t.literal('list_conversations') },
  { requestId: tolerant(t.string), limit: tolerant(integer(1)) },
);
export interface ListConversations extends t.TypeOf<typeof ListConversations> {}

/** The conversations that have messages, newest first. */
export const ListConversationsResponse = struct(
  'ListConversationsResponse',
  { conversations: list(ConversationSummary) },
  {},
);
export interface ListConversationsResponse extends t.TypeOf<typeof ListConversationsResponse> {}
