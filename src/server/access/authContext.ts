import { createHmac } from 'node:crypto';
import type { TimestampProvider } from 'rxjs';
import type { AuthContext } from '../../protocol';
import { ANONYMOUS } from './claims';
import type { Principal } from './principal';
import { isSameSecret } from './timingSafe';

/** How old, or how far ahead, a signature may be, in milliseconds. */
const WINDOW = 60_000;
/** A timestamp below this is in seconds: as milliseconds it would be of 1973. */
const SECONDS_BELOW = 100_000_000_000;

/**
 * Who somebody is on the signed word of the host page: what their token says, known as the user
 * that the page names. `undefined` when the word is forged, or older than a minute.
 */
export type UserCheck = (
  context: AuthContext,
  principal: Principal | undefined,
) => Principal | undefined;

export function userCheckOf(secret: string, clock: TimestampProvider): UserCheck {
  return ({ userId, signature, timestamp }, principal = ANONYMOUS) => {
    const signed = createHmac('sha256', secret).update(`${userId}:${timestamp}`).digest('hex');
    const isGenuine = isSameSecret(signature.toLowerCase(), signed);
    const at = Math.abs(timestamp) < SECONDS_BELOW ? timestamp * 1000 : timestamp;
    const isFresh = Math.abs(clock.now() - at) <= WINDOW;
    return isGenuine && isFresh && userId !== ''
      ? { ...principal, sub: userId, userId, isAuthenticated: true }
      : undefined;
  };
}
