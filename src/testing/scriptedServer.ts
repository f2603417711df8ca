import { ReplaySubject, type Observable } from 'rxjs';
import type { AddressInfo } from 'node:net';
import { decodeClientAction, type ClientAction } from '../protocol';
import { isCloseFrame, wireForm } from './frames';
import type { SocketScript } from './scriptedSocket';

export interface ScriptedServer {
  readonly url: string;
  /** Each action that arrived, over whichever socket. Replays all. */
  readonly sent$: Observable<ClientAction>;
  close(): Promise<void>;
}

/**
 * The same script as {@link scriptedSocket} takes, played over real sockets on loopback, on a free
 * port. `open$` has no meaning here: a real socket opens by itself. Needs Node and `ws`.
 *
 * @example
 * const server = await startScriptedServer({ answer: (action) => from(framesFor(action)) });
 */
export async function startScriptedServer({
  answer,
  push$,
}: Omit<SocketScript, 'open$'>): Promise<ScriptedServer> {
  const { WebSocketServer } = await import('ws');
  const sent$ = new ReplaySubject<ClientAction>();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  let count = 0;

  server.on('connection', (socket) => {
    const id = ++count;
    const play = (frames$: ReturnType<NonNullable<typeof answer>> | undefined) => {
      const playing = frames$?.subscribe((frame) => {
        if (isCloseFrame(frame)) socket.close(frame.close, frame.reason);
        else socket.send(wireForm(frame));
      });
      socket.once('close', () => playing?.unsubscribe());
    };
    socket.on('message', (data: Buffer) => {
      const decoded = decodeClientAction(data.toString());
      if (decoded._tag === 'Left') {
        socket.close(1002, decoded.left.message.slice(0, 100));
        return;
      }
      sent$.next(decoded.right);
      play(answer?.(decoded.right, id));
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
