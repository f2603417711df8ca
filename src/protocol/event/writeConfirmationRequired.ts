import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { nestedEvent } from './nestedEvent';

/** A tool waits for approval, and the turn with it. `toolId` is the name of the tool. */
export const WriteConfirmationRequired = nestedEvent(
  'WriteConfirmationRequired',
  'write_confirmation_required',
  struct('WriteConfirmationRequiredPayload', { toolId: t.string, actionDescription: t.string }),
);
export interface WriteConfirmationRequired extends t.TypeOf<typeof WriteConfirmationRequired> {}
