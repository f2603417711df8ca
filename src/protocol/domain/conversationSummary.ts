import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** One row of `list_conversations`. */
export const ConversationSummary = struct('ConversationSummary', {
  conversationId: t.string,
  title: t.string,
  updatedAt: t.string,
  messageCount: integer(0),
});
export interface ConversationSummary extends t.TypeOf<typeof ConversationSummary> {}
