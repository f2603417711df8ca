import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { JsonObject } from '../codec/primitives';

/** The agent shows a card and waits for its values. Parks the turn. */
export const InteractionRequired = struct(
  'InteractionRequired',
  {
    type: t.literal('interaction_required'),
    data: struct('InteractionRequiredData', {
      requestId: t.string,
      data: struct('Interaction', {
        interactionId: t.string,
        kind: t.string,
        spec: JsonObject,
        reason: t.string,
      }),
    }),
  },
  { requestId: t.string, timestamp: integer() },
);
export interface InteractionRequired extends t.TypeOf<typeof InteractionRequired> {}
