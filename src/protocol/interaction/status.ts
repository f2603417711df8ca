import type * as t from 'io-ts';
import { oneOf } from '../codec/primitives';

/** What came of a card. */
export const InteractionStatus = oneOf('submitted', 'declined', 'no_response');
export type InteractionStatus = t.TypeOf<typeof InteractionStatus>;
