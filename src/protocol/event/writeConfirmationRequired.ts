import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** A tool wants to write and waits for approval. Parks the turn. */
export const WriteConfirmationRequired = struct(
  'WriteConfirmationRequired',
  {
    type: t.literal('write_confirmation_required'),
    data: struct('WriteConfirmationRequiredData', {
      requestId: t.string,
      data: struct('WriteConfirmation', { toolId: t.string, actionDescription: t.string }),
    }),
  },
  { requestId: t.string, timestamp: integer() },
);
export interface WriteConfirmationRequired extends t.TypeOf<typeof WriteConfirmationRequired> {}
