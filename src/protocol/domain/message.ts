import * as t from 'io-ts';
import { JsonObject, list, nullable, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

const Direction = oneOf('inbound', 'outbound');
const Party = struct('Party', { id: t.string, type: t.string }, { name: nullable(t.string) });
const ContentItem = struct('ContentItem', { type: t.literal('text') }, { text: t.string });

/** What a message says: as text, as items, or in the shape of the agent's answers. */
export const MessageContent = struct(
  'MessageContent',
  {},
  { items: list(ContentItem), text: nullable(t.string), structuredResponse: nullable(JsonObject) },
);
export interface MessageContent extends t.TypeOf<typeof MessageContent> {}

/** A message as it is stored. */
export const Message = struct(
  'Message',
  { id: t.string, direction: Direction, content: MessageContent, createdAt: t.string },
  {
    externalId: nullable(t.string),
    organizationId: nullable(t.string),
    conversationId: nullable(t.string),
    from: nullable(Party),
    to: nullable(Party),
    metadataJson: nullable(JsonObject),
    analyticsJson: nullable(JsonObject),
    updatedAt: nullable(t.string),
  },
);
export interface Message extends t.TypeOf<typeof Message> {}

/**
 * A message as the history lists it. Servers list whole messages too, so that this is what both
 * have in common, and no stricter than either.
 */
export const ConversationMessage = struct(
  'ConversationMessage',
  { id: t.string, direction: Direction, content: MessageContent, createdAt: t.string },
  { from: nullable(Party), to: nullable(Party) },
);
export interface ConversationMessage extends t.TypeOf<typeof ConversationMessage> {}
