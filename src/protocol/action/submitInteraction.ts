import * as t from 'io-ts';
import { JsonObject } from '../codec/primitives';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';

/** Answers a card: with `values`, or with `declined: true`. */
export const SubmitInteraction = struct(
  'submit_interaction',
  {
    action: t.literal('submit_interaction'),
    requestId: t.string,
    sessionId: t.string,
    interactionId: t.string,
  },
  {
    kind: tolerant(t.string),
    values: tolerant(JsonObject),
    declined: tolerant(t.boolean),
  },
);
export interface SubmitInteraction extends t.TypeOf<typeof SubmitInteraction> {}

/**
 * The acknowledgement, with the values as the server normalised them. That it came is what counts:
 * what it says varies from server to server, and never fails it.
 */
export const SubmitInteractionResponse = struct(
  'submit_interaction response',
  {},
  {
    sessionId: tolerant(t.string),
    interactionId: tolerant(t.string),
    kind: tolerant(t.string),
    values: tolerant(JsonObject),
    declined: tolerant(t.boolean),
  },
);
export interface SubmitInteractionResponse extends t.TypeOf<typeof SubmitInteractionResponse> {}
