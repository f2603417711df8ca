import * as t from 'io-ts';
import { integer, JsonObject, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A conversation as it is stored. */
export const Conversation = struct(
  'Conversation',
  {
    id: t.string,
    platform: oneOf(
      'web',
      'messenger',
      'instagram',
      'email',
      'discord',
      'phone',
      'sms',
      'slack',
      'whatsapp',
      'tiktok',
    ),
    name: t.string,
    organizationId: t.string,
    idempotencyKey: t.string,
    createdAt: t.string,
    updatedAt: t.string,
  },
  { metadataJson: JsonObject, analyticsJson: JsonObject },
);
export interface Conversation extends t.TypeOf<typeof Conversation> {}

/** A conversation as `list_conversations` lists it. */
export const ConversationSummary = struct('ConversationSummary', {
  conversationId: t.string,
  title: t.string,
  updatedAt: t.string,
  messageCount: integer(0),
});
export interface ConversationSummary extends t.TypeOf<typeof ConversationSummary> {}
