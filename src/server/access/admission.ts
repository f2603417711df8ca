import { map, tap, throwIfEmpty, timeout, take, defer, type Observable } from 'rxjs';
import type { Log } from '../log';
import type { Settings } from '../settings';
import { ANONYMOUS } from './claims';
import type { OriginCheck } from './origins';
import type { Principal } from './principal';

/** How long it may take to tell who somebody is, in milliseconds, whatever the member waits for. */
const PATIENCE = 10_000;

/** Who is at the other end of a connection, as it is when it begins. */
export interface Caller {
  /** `undefined` where the server does not ask who anybody is. */
  readonly principal: Principal | undefined;
  /** Whether it comes from a page that may use the server, or from no page. */
  readonly isOriginAllowed: boolean;
}

/** Who has not been asked. */
export const ANYBODY: Caller = { principal: undefined, isOriginAllowed: true };

/** What an upgrade tells of its caller. */
interface Credentials {
  readonly token: string | undefined;
  readonly origin: string | undefined;
}

/** Emits the caller once, `undefined` for one who is refused. Errors when it cannot be told at the moment. */
export type Admit = (credentials: Credentials) => Observable<Caller | undefined>;

export function admitOf(
  { access, clock, authContextSecret }: Pick<Settings, 'access' | 'clock' | 'authContextSecret'>,
  isOriginAllowed: OriginCheck,
  log: Log,
): Admit {
  // Whoever can be somebody by an authContext is nobody before.
  const unasked = authContextSecret === '' ? undefined : ANONYMOUS;

  return ({ token, origin }) =>
    defer(() => access.authenticate(token, clock)).pipe(
      take(1),
      throwIfEmpty(() => new Error('The access completed without a decision.')),
      timeout({ first: PATIENCE }),
      tap(({ kind, problem }) => {
        if (problem !== undefined) {
          log({ kind: 'unauthenticated', problem, isRefused: kind === 'refused' });
        }
      }),
      map((admission) =>
        admission.kind === 'refused'
          ? undefined
          : isOriginAllowed(origin)
            ? { principal: admission.principal ?? unasked, isOriginAllowed: true }
            : { principal: ANONYMOUS, isOriginAllowed: false },
      ),
    );
}
