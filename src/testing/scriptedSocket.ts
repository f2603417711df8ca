import { asapScheduler, EMPTY, of, ReplaySubject, Subscription, type Observable } from 'rxjs';
import { decodeClientAction, type ClientAction } from '../protocol';
import type { CreateSocket, SocketPort } from '../socket/port';
import { isCloseFrame, wireForm, type Frame } from './frames';

/** How the other side behaves. Every Observable is subscribed to once per socket. */
export interface SocketScript {
  /**
   * When the socket opens: its first value. An error refuses the handshake, silence stalls it.
   * @defaultValue at once, but not before the constructor has returned
   */
  readonly open$?: Observable<unknown>;
  /** What is sent in answer to each action, from the moment it arrives. @defaultValue nothing */
  readonly answer?: (action: ClientAction, socket: number) => Observable<Frame>;
  /** What is sent unasked, from the moment the socket is open. @defaultValue nothing */
  readonly push$?: Observable<Frame>;
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
  const sent$ = new ReplaySubject<ClientAction>();
  const sockets$ = new ReplaySubject<SocketLog>();
  let count = 0;

  const create: CreateSocket = (url) => {
    const id = ++count;
    const { open$, answer, push$ } = typeof script === 'function' ? script(id) : script;
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
        const decoded = decodeClientAction(text);
        if (decoded._tag === 'Left') {
          throw new Error(`The client sent what no server accepts: ${decoded.left.message}`);
        }
        sent$.next(decoded.right);
        play(answer?.(decoded.right, id) ?? EMPTY);
      },
      close: (code = 1005) => {
        leave(code);
      },
      terminate: () => {
        leave('dropped');
      },
    };
    const end = (code: number, reason: string) => {
      playing.unsubscribe();
      socket.onclose?.({ code, reason });
    };
    const play = (frames$: Observable<Frame>) => {
      playing.add(
        frames$.subscribe((frame) => {
          if (isCloseFrame(frame)) end(frame.close, frame.reason ?? '');
          else socket.onmessage?.({ data: wireForm(frame) });
        }),
      );
    };

    let opened = false;
    playing.add(
      (open$ ?? of(true, asapScheduler)).subscribe({
        next: () => {
          if (opened) return;
          opened = true;
          socket.onopen?.({});
          play(push$ ?? EMPTY);
        },
        error: (error: unknown) => {
          socket.onerror?.({ message: error instanceof Error ? error.message : String(error) });
          end(1006, '');
        },
      }),
    );
    return socket;
  };

  return { create, sent$: sent$.asObservable(), sockets$: sockets$.asObservable() };
}

interface Handlers {
  onopen: ((event: object) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message: string }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
}
