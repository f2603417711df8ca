import {
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  map,
  of,
  race,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import type { Cause } from './cause';
import { failAfter } from './delay';

/** What was found out about a handshake that failed. */
export interface ProbeAnswer {
  /** The HTTP status that decides what follows, if there is one; see the table in PROTOCOL.md. */
  readonly status?: number;
  /** One line for a person. Without the token. */
  readonly message: string;
}

/**
 * Finds out why a handshake failed, where the platform does not tell: browsers do not. It is given the
 * URL that was tried, with its token. Nothing, or an error, leaves the cause as it is.
 */
export type Probe = (url: string) => ObservableInput<ProbeAnswer | undefined>;

/**
 * Asks the same address by plain HTTP. A server of this protocol says 426 there, or 401 where the token
 * is refused; what says anything else is none. A page of another origin only hears the answer if the
 * server allows that (`Access-Control-Allow-Origin`), as the one of this package does.
 *
 * ```
 * socket   --x                    closed before it opened: no reason given
 * probe    --(GET)---401
 * state    -----------closed      unauthorized
 * ```
 *
 * @example
 * const client = createClient({ url: 'wss://agents.example/ws', probe: httpProbe() });
 */
export function httpProbe(): Probe {
  return (url) =>
    fromFetch(url.replace(/^ws/, 'http'), { redirect: 'manual', cache: 'no-store' }).pipe(
      map(({ status }) => answerOf(status)),
    );
}

function answerOf(status: number): ProbeAnswer | undefined {
  const heard = `asked by HTTP, the server answered ${status}`;
  if (status === 426)
    return { message: `${heard}: it is there, and the socket did not get through` };
  if (status === 0) return undefined; // a redirect that may not be looked at
  if (status === 401 || status === 403) return { status, message: `${heard}: the credentials` };
  if (status === 429 || status >= 500) return { status, message: `${heard}: not just now` };
  return { status: 404, message: `${heard}: no server of this protocol is there` };
}

/**
 * Has a handshake that failed looked into, and errors with what is then known of its cause.
 *
 * @param patience - how long that may take, in milliseconds
 */
export function explained(
  probe: Probe | undefined,
  url: string,
  patience: number,
): (cause: Cause) => Observable<never> {
  const asItIs = (cause: Cause) => {
    throw cause;
  };
  return (cause) => {
    if (!probe || cause.kind !== 'handshake' || cause.status !== undefined) return asItIs(cause);
    const answer$ = race(
      defer(() => from(probe(url))),
      failAfter(patience, () => cause),
    ).pipe(catchError(() => EMPTY));
    // The first of these ends it.
    return concat(answer$, of(undefined)).pipe(map((answer) => asItIs({ ...cause, ...answer })));
  };
}
