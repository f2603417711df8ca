import * as t from 'io-ts';
import { list } from '../codec/list';
import { nullable } from '../codec/nullable';
import { JsonObject, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

/** `inbound` is what the user wrote, `outbound` what the agent answered. */
export const Direction = oneOf('inbound', 'outbound');
export type Direction = t.TypeOf<typeof Direction>;

/** One piece of a stored message. */
export const ContentItem = struct('ContentItem', { type: t.literal('text') }, { text: t.string });
export interface ContentItem extends t.TypeOf<typeof ContentItem> {}

/** What a stored message says. */
export const MessageContent = struct(
  'MessageContent',
  {},
  {
    items: list(ContentItem),
    text: nullable(t.string),
    structuredResponse: nullable(JsonObject),
  },
);
export interface MessageContent extends t.TypeOf<typeof MessageContent> {}

/** Who a stored message is from or for. */
export const MessageParty = struct(
  'MessageParty',
  { id: t.string, type: t.string },
  { name: nullable(t.string) },
);
export interface MessageParty extends t.TypeOf<typeof MessageParty> {}

/** A message as a server stores it. What a page of the history holds is a {@link ConversationMessage}. */
export const Message = struct(
  'Message',
  { id: t.string, direction: Direction, content: MessageContent, createdAt: t.string },
  {
    externalId: nullable(t.string),
    organizationId: nullable(t.string),
    conversationId: nullable(t.string),
    from: nullable(MessageParty),
    to: nullable(MessageParty),
    metadataJson: nullable(JsonObject),
    analyticsJson: nullable(JsonObject),
    updatedAt: nullable(t.string),
  },
);
export interface Message extends t.TypeOf<typeof Message> {}
