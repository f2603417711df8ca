import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';

/** Gives a conversation a title. Few servers can. */
export const RenameConversation = struct(
  'RenameConversation',
  { action: t.literal('rename_conversation'), conversationId: t.string, title: t.string },
  { requestId: tolerant(t.string) },
);
export interface RenameConversation extends t.TypeOf<typeof RenameConversation> {}

/** The title as it was stored. */
export const RenameConversationResponse = struct(
  'RenameConversationResponse',
  { conversationId: t.string, title: t.string },
  {},
);
export interface RenameConversationResponse extends t.TypeOf<typeof RenameConversationResponse> {}
