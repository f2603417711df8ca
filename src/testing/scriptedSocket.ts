import {
  asapScheduler,
  EMPTY,
  observeOn,
  of,
  ReplaySubject,
  Subscription,
  type Observable,
} from 'rxjs';
import type { ClientAction } from '../protocol';
import type { CreateSocket, SocketPort } from '../socket/port';
import { isCloseFrame, wireForm, type Frame } from './frames';
import { received } from './received';

/**
 * How the other side behaves. `open$` and `push$` are subscribed to once per socket. When `answer`
 * or `push$` errors, the socket breaks without a close frame, as a lost network breaks it.
 */
export interface SocketScript {
  /**
   * When the socket opens: its first value, though never before the constructor has returned.
   * Silence stalls the handshake. An error refuses it; if the error has a numeric `status`, with
   * that HTTP status.
   * @defaultValue at once
   */
  readonly open$?: Observable<unknown>;
  /** What is sent in answer to each action, from the moment it arrives. @defaultValue nothing */
  readonly answer?: (action: ClientAction, socket: number) => Observable<Frame>;
  /** What is sent unasked, from the moment the socket is open. @defaultValue nothing */
  readonly push$?: Observable<Frame>;
  /**
   * Takes from a client what servers mend: further fields, wrong optional ones. Otherwise what it
   * sends has to be of the published shape, exactly.
   * @defaultValue false
   */
  readonly lenient?: boolean;
}

/** What happened to one socket: made, and closed by the client with a code (or dropped without). */
export type SocketLog =
  | { readonly socket: number; readonly made: string }
  | { readonly socket: number; readonly closedByClient: number | 'dropped' };

export interface ScriptedSocket {
  /** For `createClient({ socket })`. */
  readonly create: CreateSocket;
  /** Each action the clients have sent, over whichever socket. Replays all. */
  readonly sent$: Observable<ClientAction>;
  /** Each socket that was made, and each that the client closed. Replays all. */
  readonly sockets$: Observable<SocketLog>;
}

/**
 * Sockets whose other side is a script. Nothing is global, nothing needs real time: under
 * `TestScheduler.run` the Observables of the script are marbles.
 *
 * ```
 * open$   --o
 * sent      ------a-------
 * answer          --x-y
 * client  --o-------x-y---
 * ```
 */
export function scriptedSocket(
  script: SocketScript | ((socket: number) => SocketScript),
): ScriptedSocket {
  const sent$ = new ReplaySubject<ClientAction>(Infinity);
  const sockets$ = new ReplaySubject<SocketLog>(Infinity);
  let count = 0;

  const create: CreateSocket = (url) => {
    const id = ++count;
    const { open$, answer, push$, lenient } = typeof script === 'function' ? script(id) : script;
    const playing = new Subscription();
    sockets$.next({ socket: id, made: url });

    const leave = (closedByClient: number | 'dropped') => {
      if (playing.closed) return;
      playing.unsubscribe();
      sockets$.next({ socket: id, closedByClient });
    };
    const socket: Handlers & SocketPort = {
      onopen: null,
      onmessage: null,
      onerror: null,
      onclose: null,
      send: (text) => {
        if (playing.closed) return;
        const sent = received(text, lenient);
        if (sent.problem !== undefined) {
          throw new Error(`The client sent what it must not send: ${sent.problem}`);
        }
        sent$.next(sent.action);
        play(answer?.(sent.action, id) ?? EMPTY);
      },
      close: (code = 1005) => {
        leave(code);
      },
      terminate: () => {
        leave('dropped');
      },
    };
    const end = (code: number, reason = '') => {
      if (playing.closed) return;
      playing.unsubscribe();
      socket.onclose?.({ code, reason });
    };
    const play = (frames$: Observable<Frame>) => {
      if (playing.closed) return;
      playing.add(
        frames$.subscribe({
          next: (frame) => {
            if (playing.closed) return; // a synchronous script goes on after it has closed
            if (isCloseFrame(frame)) end(frame.close, frame.reason);
            else socket.onmessage?.({ data: wireForm(frame) });
          },
          error: () => {
            end(1006);
          },
        }),
      );
    };

    let opened = false;
    playing.add(
      // Who makes a socket sets its handlers afterwards.
      (open$ ?? of(true)).pipe(observeOn(asapScheduler)).subscribe({
        next: () => {
          if (opened) return;
          opened = true;
          socket.onopen?.({});
          play(push$ ?? EMPTY);
        },
        error: (error: unknown) => {
          socket.onerror?.(refusal(error));
          end(1006);
        },
      }),
    );
    return socket;
  };

  return { create, sent$: sent$.asObservable(), sockets$: sockets$.asObservable() };
}

interface Refusal {
  readonly message: string;
  readonly status?: number;
}

function refusal(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  const status = (error as { readonly status?: unknown } | null | undefined)?.status;
  return { message, ...(typeof status === 'number' && { status }) };
}

interface Handlers {
  onopen: ((event: object) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: Refusal) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
}
