import { asyncScheduler, Observable, type Subscriber } from 'rxjs';
import type { Cause } from './cause';
import type { CreateSocket, SocketPort } from './port';

/** A socket that is open, for as long as the subscription that opened it lasts. */
export interface OpenSocket {
  /** Each message's data: text, or whatever binary form the platform gives. Errors with a `Cause`. */
  readonly frames$: Observable<unknown>;
  send(text: string): void;
  /** Whether nothing is read from it for the moment. */
  readonly paused: boolean;
  /** From now on, leave without the closing handshake: the other side is not there to answer it. */
  abandon(): void;
}

interface CloseLike {
  readonly code?: number;
  readonly reason?: string;
}
interface ErrorLike {
  readonly message?: string;
  readonly status?: number;
}

/**
 * Opens one socket and emits it once. Errors with a `Cause` when it closes, however cleanly: an
 * ended socket is news, never a completion. Unsubscribing closes it with 1000.
 *
 * ```
 * subscribe  --(connecting)--o----------------------#  cause: closed
 * unsubscribe ---------------o--------!                close(1000)
 * ```
 */
export function openSocket(
  create: CreateSocket,
  url: string,
  protocols: string[],
): Observable<OpenSocket> {
  return new Observable<OpenSocket>((subscriber) => {
    let socket: SocketPort;
    try {
      socket = create(url, protocols);
      // An option of the user's: what it gives is looked at before it is used.
      if (typeof (socket as Partial<SocketPort> | undefined)?.send !== 'function') {
        throw new Error('`socket` returned no WebSocket');
      }
    } catch (error) {
      subscriber.error(unusable(error, 'no WebSocket opens this URL'));
      return undefined;
    }

    let opened = false;
    let problem: ErrorLike = {};
    let listener: Subscriber<unknown> | undefined;
    let leave = () => {
      socket.close(1000);
    };

    const fail = (cause: Cause) => {
      listener?.error(cause); // who listens to the frames is nearer than who opened the socket
      subscriber.error(cause);
    };

    socket.onopen = () => {
      opened = true;
      subscriber.next({
        frames$: new Observable((frames) => {
          listener = frames;
          socket.onmessage = (event: { readonly data: unknown }) => {
            frames.next(event.data);
          };
        }),
        get paused() {
          return socket.paused ?? false;
        },
        send: (text) => {
          try {
            socket.send(text);
          } catch (error) {
            // Told later, as a socket tells of its close: who sends is not to find it gone meanwhile.
            subscriber.add(
              asyncScheduler.schedule(() => {
                fail(unusable(error, 'the socket does not send'));
              }),
            );
          }
        },
        abandon: () => {
          leave = socket.terminate?.bind(socket) ?? leave;
        },
      });
    };
    socket.onerror = (event: ErrorLike) => {
      problem = event; // a close always follows, and only the close ends the socket
    };
    socket.onclose = ({ code = 1005, reason = '' }: CloseLike) => {
      leave = ignore;
      const { status, message } = problem;
      const cause: Cause = opened
        ? { kind: 'closed', code, reason }
        : {
            kind: 'handshake',
            message: message || 'the socket closed before it opened',
            ...(status !== undefined && { status }),
          };
      fail(cause);
    };

    return () => {
      socket.onopen = socket.onmessage = socket.onclose = null;
      // `ws` reports a close before the handshake as an error; unheard, it would end the process.
      socket.onerror = ignore;
      leave();
    };
  });
}

/** The message of a URL error quotes the URL, whole or cut, and the URL has the token. */
function unusable(error: unknown, otherwise: string): Cause {
  const isFit = error instanceof Error && !/wss?:|token=/i.test(error.message);
  return { kind: 'unusable', message: isFit ? error.message : otherwise };
}

const ignore = () => undefined;
