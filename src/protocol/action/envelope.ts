import * as t from 'io-ts';
import { tolerant } from '../codec/tolerant';

/** What every action may carry beside its own fields: a `requestId` that is no string counts as absent. */
export const envelope = { requestId: tolerant(t.string) };
