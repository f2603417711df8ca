import * as t from 'io-ts';
import { JsonObject, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A conversation as a server stores it. */
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
