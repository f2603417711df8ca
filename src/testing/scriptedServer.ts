import { ReplaySubject, Subscription, type Observable } from 'rxjs';
import type { AddressInfo } from 'node:net';
import type { WebSocket } from 'ws';
import type { ClientAction } from '../protocol';
import { isCloseFrame, wireForm, type CloseFrame, type Frame } from './frames';
import { received } from './received';
import type { SocketScript } from './scriptedSocket';

/** A script for real sockets: they open by themselves. */
export type ServerScript = Omit<SocketScript, 'open$'>;

export interface ScriptedServer {
  readonly url: string;
  /** Each action that arrived, over whichever socket. Replays all. */
  readonly sent$: Observable<ClientAction>;
  /** Drops the sockets that are left and stops listening. */
  close(): Promise<void>;
}

/**
 * The same script as {@link scriptedSocket} takes, played over real sockets on loopback, on a free
 * port. Needs Node and `ws`. A frame that is no action of the published shape closes its socket with 1002.
 *
 * @example
 * const server = await startScriptedServer({ answer: (action) => from(framesFor(action)) });
 */
export async function startScriptedServer(
  script: ServerScript | ((socket: number) => ServerScript) = {},
): Promise<ScriptedServer> {
  const { WebSocketServer } = await import('ws');
  const sent$ = new ReplaySubject<ClientAction>(Infinity);
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  let count = 0;

  server.on('connection', (socket) => {
    const id = ++count;
    const { answer, push$, lenient } = typeof script === 'function' ? script(id) : script;
    const playing = new Subscription();
    const play = (frames$: Observable<Frame> | undefined) => {
      playing.add(
        frames$?.subscribe({
          next: (frame) => {
            if (isCloseFrame(frame)) end(socket, frame);
            else socket.send(wireForm(frame));
          },
          error: () => {
            socket.terminate();
          },
        }),
      );
    };
    socket.on('close', () => {
      playing.unsubscribe();
    });
    socket.on('error', () => undefined); // a close follows
    socket.on('message', (data: Buffer) => {
      const sent = received(data.toString(), lenient);
      if (sent.problem !== undefined) {
        end(socket, { close: 1002, reason: sent.problem });
        return;
      }
      sent$.next(sent.action);
      play(answer?.(sent.action, id));
    });
    play(push$);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    sent$: sent$.asObservable(),
    close: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** What a close frame can carry of a reason, in bytes. */
const REASON_MAX_BYTES = 123;

function end(socket: WebSocket, { close, reason = '' }: CloseFrame): void {
  if (close === 1006) socket.terminate();
  else if (close === 1005) socket.close();
  else socket.close(close, cut(reason));
}

/** As many whole characters as a close frame has room for. */
function cut(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= REASON_MAX_BYTES) return reason;
  return bytes
    .subarray(0, REASON_MAX_BYTES)
    .toString()
    .replace(/\uFFFD$/, '');
}
