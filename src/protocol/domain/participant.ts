import * as t from 'io-ts';
import { nullable } from '../codec/nullable';
import { JsonObject, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

/** Someone who takes part in a conversation: a person, or an agent. */
export const Participant = struct(
  'Participant',
  {
    id: t.string,
    conversationId: t.string,
    organizationId: t.string,
    type: oneOf('user', 'ai-agent', 'human-agent'),
    name: t.string,
    createdAt: t.string,
    updatedAt: t.string,
  },
  {
    externalId: nullable(t.string),
    internalId: nullable(t.string),
    browserFingerprint: nullable(t.string),
    browserInfo: nullable(JsonObject),
    email: nullable(t.string),
    phone: nullable(t.string),
    crmContactId: nullable(t.string),
    metadataJson: JsonObject,
  },
);
export interface Participant extends t.TypeOf<typeof Participant> {}
