import { Observable, type Subscriber } from 'rxjs';
import type { Cause } from './cause';
import type { CreateSocket, SocketPort } from './port';

/** A socket that is open, for as long as the subscription that opened it lasts. */
export interface OpenSocket {
  /** Each message's data: text, or whatever binary form the platform gives. Errors with a `Cause`. */
  readonly frames$: Observable<unknown>;
  send(text: string): void;
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
    } catch (error) {
      // The message of a URL error quotes the URL, and the URL has the token.
      const message =
        error instanceof Error && !error.message.includes(url)
          ? error.message
          : 'the URL is not one a WebSocket can open';
      subscriber.error({ kind: 'unusable', message } satisfies Cause);
      return undefined;
    }

    let opened = false;
    let ended = false;
    let abandoned = false;
    let problem: ErrorLike = {};
    let listener: Subscriber<unknown> | undefined;

    socket.onopen = () => {
      opened = true;
      subscriber.next({
        frames$: new Observable((frames) => {
          listener = frames;
          socket.onmessage = (event: { readonly data: unknown }) => {
            frames.next(event.data);
          };
        }),
        send: (text) => {
          socket.send(text);
        },
        abandon: () => {
          abandoned = true;
        },
      });
    };
    socket.onerror = (event: ErrorLike) => {
      problem = event; // a close always follows, and only the close ends the socket
    };
    socket.onclose = (event: CloseLike) => {
      ended = true;
      const cause = opened ? closed(event) : handshake(problem);
      listener?.error(cause); // who listens to the frames is nearer than who opened the socket
      subscriber.error(cause);
    };

    return () => {
      socket.onopen = socket.onmessage = socket.onclose = null;
      // `ws` reports a close before the handshake as an error; unheard, it would end the process.
      socket.onerror = () => undefined;
      if (ended) return;
      if (abandoned && socket.terminate) socket.terminate();
      else socket.close(1000);
    };
  });
}

function closed({ code = 1005, reason = '' }: CloseLike): Cause {
  return { kind: 'closed', code, reason };
}

function handshake({ message, status }: ErrorLike): Cause {
  return {
    kind: 'handshake',
    message: message || 'the socket closed before it opened',
    ...(status !== undefined && { status }),
  };
}
