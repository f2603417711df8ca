import * as t from 'io-ts';
import { nestedEvent } from './turnEvent';

/** A tool waits for approval, and the turn with it. `toolId` is the name of the tool. */
export const WriteConfirmationRequired = nestedEvent('write_confirmation_required', {
  toolId: t.string,
  actionDescription: t.string,
});
export interface WriteConfirmationRequired extends t.TypeOf<typeof WriteConfirmationRequired> {}
