import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { JsonObject } from '../codec/primitives';

/** Answers a card: with `values`, or with `declined: true`. */
export const SubmitInteraction = struct(
  'SubmitInteraction',
  {
    action: t.literal('submit_interaction'),
    requestId: t.string,
    sessionId: t.string,
    interactionId: t.string,
  },
  { kind: t.string, values: JsonObject, declined: t.boolean },
);
export interface SubmitInteraction extends t.TypeOf<typeof SubmitInteraction> {}

/** The acknowledgement, with the values as the server took them; servers differ in what they repeat. */
export const SubmitInteractionResponse = struct(
  'SubmitInteractionResponse',
  {},
  {
    sessionId: t.string,
    interactionId: t.string,
    kind: t.string,
    values: JsonObject,
    declined: t.boolean,
  },
);
export interface SubmitInteractionResponse extends t.TypeOf<typeof SubmitInteractionResponse> {}
