import * as t from 'io-ts';
import { list } from '../codec/list';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';
import { ConversationSummary } from '../domain/conversationSummary';
import { envelope } from './envelope';

/** Asks for the user's conversations, newest first. */
export const ListConversations = struct(
  'list_conversations',
  { action: t.literal('list_conversations') },
  { ...envelope, limit: tolerant(integer(1)) },
);
export interface ListConversations extends t.TypeOf<typeof ListConversations> {}

/** The conversations that have messages, newest first. */
export const ListConversationsResponse = struct('list_conversations response', {
  conversations: list(ConversationSummary),
});
export interface ListConversationsResponse extends t.TypeOf<typeof ListConversationsResponse> {}
