import { map, merge, timer, type Observable } from 'rxjs';
import type { Cause, Client, ConnectionState, CreateSocket, SocketPort } from 'smooth-operator-rx';
import { closing, type ScriptedSocket, type SocketScript } from 'smooth-operator-rx/testing';

function causeInShort(cause: Cause): string {
  if (cause.kind === 'closed') return `closed ${cause.code}`;
  if (cause.kind === 'handshake' && cause.status !== undefined) return `HTTP ${cause.status}`;
  return cause.kind;
}

/** A state as a test writes it: `open`, `connecting 1`, `waiting 1 until 250: closed 1006`. */
export function inShort(state: ConnectionState): string {
  switch (state.status) {
    case 'idle':
    case 'open':
      return state.status;
    case 'connecting':
      return `connecting ${state.attempt}`;
    case 'waiting':
      return `waiting ${state.attempt} until ${state.nextRetryAt}: ${causeInShort(state.cause)}`;
    case 'closed':
      return [
        state.unauthorized ? 'unauthorized' : 'closed',
        ...(state.cause ? [causeInShort(state.cause)] : []),
      ].join(': ');
  }
}

export const statesOf = ({ state$ }: Client): Observable<string> => state$.pipe(map(inShort));

/** Each socket made, `+1`, and each left by the client, `-1 with 1000` or `-1 dropped`. */
export function socketsOf({ sockets$ }: ScriptedSocket): Observable<string> {
  return sockets$.pipe(
    map((log) => {
      if ('made' in log) return `+${log.socket}`;
      return log.closedByClient === 'dropped'
        ? `-${log.socket} dropped`
        : `-${log.socket} with ${log.closedByClient}`;
    }),
  );
}

/** What happened to the client and to its sockets, in the order in which it happened. */
export const storyOf = (app: Client, server: ScriptedSocket): Observable<string> =>
  merge(socketsOf(server), statesOf(app));

/** Does something at a moment of the test, in virtual milliseconds. */
export function at(ms: number, act: () => void): void {
  timer(ms).subscribe(() => {
    act();
  });
}

type Cold = (marbles: string, values: { x: ReturnType<typeof closing> }) => SocketScript['push$'];

/** A script whose sockets close with a code, some time after they opened. */
export function closingWith(cold: Cold, code: number, marbles = '--x'): SocketScript {
  return { push$: cold(marbles, { x: closing(code) }) };
}

type Handler = ((event: object) => void) | null;

/** A socket that does what the test says, and remembers what the client did. */
export class ManualSocket implements SocketPort {
  onopen: Handler = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onerror: Handler = null;
  onclose: Handler = null;
  /** What the client did: `sent ...`, `close 1000`, `terminate`. */
  readonly calls: string[] = [];
  terminate?(): void;

  constructor(
    readonly url: string,
    readonly protocols: string[],
    canTerminate = true,
  ) {
    if (canTerminate) {
      this.terminate = () => {
        this.calls.push('terminate');
      };
    }
  }
  send(text: string): void {
    this.calls.push(`sent ${text}`);
  }
  close(code?: number): void {
    this.calls.push(`close ${code}`);
  }
  open(): void {
    this.onopen?.({});
  }
  hear(data: unknown): void {
    this.onmessage?.({ data });
  }
  end(event: { readonly code?: number; readonly reason?: string } = {}): void {
    this.onclose?.(event);
  }
}

/** Makes manual sockets and keeps them, the latest first. */
export function manualSockets(canTerminate = true): {
  readonly create: CreateSocket;
  readonly made: ManualSocket[];
  readonly latest: () => ManualSocket;
} {
  const made: ManualSocket[] = [];
  return {
    made,
    create: (url, protocols) => {
      const socket = new ManualSocket(url, protocols, canTerminate);
      made.unshift(socket);
      return socket;
    },
    latest: () => {
      const [socket] = made;
      if (!socket) throw new Error('No socket has been made.');
      return socket;
    },
  };
}
