import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { tolerant } from '../codec/tolerant';

/**
 * What every event may carry beside its own fields. Some servers echo a `requestId` that was no
 * string as it came; it counts as absent. `timestamp` is epoch milliseconds.
 */
export const envelope = { requestId: tolerant(t.string), timestamp: integer() };
