import type { Caller } from '../../../src/server/access/admission';
import { ANONYMOUS } from '../../../src/server/access/claims';
import type { Principal } from '../../../src/server/access/principal';

export const NOW = 1_700_000_000_000;

const callerOf = (principal: Principal | undefined): Caller => ({
  principal,
  isOriginAllowed: true,
});

/** Somebody with a token. */
export function user(email?: string, org = 'acme'): Caller {
  return callerOf({
    ...ANONYMOUS,
    sub: 'somebody',
    org,
    isAuthenticated: true,
    ...(email !== undefined && { email }),
  });
}

export const anonymous = callerOf(ANONYMOUS);
