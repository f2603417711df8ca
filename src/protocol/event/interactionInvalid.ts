import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { list } from '../codec/primitives';

/** The values were not taken; the card still waits. */
export const InteractionInvalid = struct(
  'InteractionInvalid',
  {
    type: t.literal('interaction_invalid'),
    data: struct('InteractionInvalidData', {
      requestId: t.string,
      data: struct('InteractionFailure', {
        interactionId: t.string,
        kind: t.string,
        errors: list(struct('FieldError', { field: t.string, message: t.string }), 1),
        message: t.string,
      }),
    }),
  },
  { requestId: t.string, timestamp: integer() },
);
export interface InteractionInvalid extends t.TypeOf<typeof InteractionInvalid> {}
