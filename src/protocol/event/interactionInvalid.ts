import * as t from 'io-ts';
import { list } from '../codec/list';
import { struct } from '../codec/struct';
import { nestedEvent } from './turnEvent';

/** What the user filled in does not do yet; the turn still waits. */
export const InteractionInvalid = nestedEvent('interaction_invalid', {
  interactionId: t.string,
  kind: t.string,
  errors: list(struct('InteractionFieldError', { field: t.string, message: t.string }), 1),
  message: t.string,
});
export interface InteractionInvalid extends t.TypeOf<typeof InteractionInvalid> {}
