import * as t from 'io-ts';
import { JsonObject } from '../codec/primitives';
import { nestedEvent } from './turnEvent';

/** The agent shows a card and waits for its values; `spec` depends on `kind`. */
export const InteractionRequired = nestedEvent('interaction_required', {
  interactionId: t.string,
  kind: t.string,
  spec: JsonObject,
  reason: t.string,
});
export interface InteractionRequired extends t.TypeOf<typeof InteractionRequired> {}
