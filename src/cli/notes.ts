import {
  asyncScheduler,
  distinctUntilKeyChanged,
  filter,
  map,
  merge,
  scan,
  skipWhile,
  type Observable,
} from 'rxjs';
import type { Cause, Client, ConnectionState } from '../index';

/** How the connection fares, as long as that is worth a word: lost, tried again, back. */
export function connectionNotes(client: Client): Observable<string> {
  return client.state$.pipe(
    scan(
      ({ wasLost }: Note, state): Note => ({
        wasLost: state.status === 'waiting' || (wasLost && state.status === 'connecting'),
        text: noteOn(state, wasLost),
      }),
      { wasLost: false, text: undefined },
    ),
    map(({ text }) => text),
    filter((text) => text !== undefined),
  );
}

/** That the server is away, and that it is back: of several connections and many attempts a word each. */
export function outageNotes(client: Client): Observable<string> {
  return client.state$.pipe(
    filter((state) => state.status === 'waiting' || state.status === 'open'),
    distinctUntilKeyChanged('status'),
    skipWhile(({ status }) => status === 'open'),
    map((state) =>
      state.status === 'open'
        ? 'connected again'
        : `connection lost (${inShort(state.cause)}); waiting for it`,
    ),
  );
}

/** What came from the server and could not be used. */
export function oddityNotes(client: Client): Observable<string> {
  return merge(
    client.protocolErrors$.pipe(map(({ message }) => `not of this protocol: ${message}`)),
    client.unknownEvents$.pipe(map(() => 'an event of an unknown type was left aside')),
  );
}

interface Note {
  readonly wasLost: boolean;
  readonly text: string | undefined;
}

function noteOn(state: ConnectionState, wasLost: boolean): string | undefined {
  if (state.status === 'open') return wasLost ? 'connected again' : undefined;
  if (state.status !== 'waiting') return undefined;
  const seconds = Math.max(0, state.nextRetryAt - asyncScheduler.now()) / 1000;
  return `connection lost (${inShort(state.cause)}), next attempt in ${seconds.toFixed(1)} s`;
}

function inShort(cause: Cause): string {
  switch (cause.kind) {
    case 'closed':
      return `code ${cause.code}`;
    case 'handshake':
      return cause.status === undefined ? 'no answer' : `HTTP ${cause.status}`;
    case 'connect_timeout':
    case 'heartbeat':
      return 'silence';
    default:
      return cause.kind;
  }
}
