import * as t from 'io-ts';
import { nonBlank } from '../codec/primitives';
import { struct } from '../codec/struct';
import { envelope } from './envelope';

/** Gives a conversation a title. Not every server knows this action. */
export const RenameConversation = struct(
  'rename_conversation',
  {
    action: t.literal('rename_conversation'),
    conversationId: t.string,
    title: nonBlank(),
  },
  envelope,
);
export interface RenameConversation extends t.TypeOf<typeof RenameConversation> {}

/** The title as it was stored: white space collapsed, quotes and Markdown at the edges removed. */
export const RenameConversationResponse = struct('rename_conversation response', {
  conversationId: t.string,
  title: t.string,
});
export interface RenameConversationResponse extends t.TypeOf<typeof RenameConversationResponse> {}
