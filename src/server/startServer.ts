import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { BehaviorSubject, filter, firstValueFrom, race, Subscription, timer } from 'rxjs';
import { WebSocketServer } from 'ws';
import { operatorError } from '../protocol';
import type { Caller } from './access/admission';
import { callerOf } from './access/upgrade';
import type { PublishedEvent, Target } from './backplane';
import { publish } from './backplanes/publish';
import { serve, type Farewell } from './connection';
import { STOPPING } from './drain';
import { addressOf } from './http/address';
import { PATH, pathOf } from './http/path';
import { plainAnswers } from './http/plain';
import { Doors } from './limits/doors';
import type { ServerOptions } from './options';
import { refuse } from './refuse';
import { settingsOf, type Settings } from './settings';
import { serviceOf } from './service';
import { hangUp, socketOf } from './ws';

/** A server that listens. */
export interface RunningServer {
  /** Where clients connect: `ws://127.0.0.1:8787/ws`. */
  readonly url: string;
  readonly port: number;
  /**
   * Stops in peace: no new connections (503), no new turns (`SERVER_DRAINING`), `/ready` answers 503.
   * What waits for a person is denied; each connection is closed with 1001 once nothing is under way
   * on it. After `drainTimeout` it closes as {@link close} does, which also cuts the wait short.
   * Resolves when all is released. Calling it again gives the same Promise.
   */
  drain(): Promise<void>;
  /**
   * Sends an event that no request asked for to every connection it is for.
   *
   * Rejects with a {@link SmoothOperatorError} of kind `invalid` (code `INVALID_TARGET` or
   * `INVALID_EVENT`), or with what the backplane fails with.
   *
   * @example
   * ```ts
   * await server.publish({ kind: 'org', org: 'acme' }, { type: 'notice', data: { text: 'Hello' } });
   * ```
   */
  publish(target: Target, event: PublishedEvent): Promise<void>;
  /**
   * Stops: no new connections, running turns are aborted, every socket is closed with 1001.
   * Resolves when all is released. Calling it again gives the same Promise.
   */
  close(): Promise<void>;
}

/** The largest frame that is received, so that an oversized one can be answered. */
const RECEIVED_MAX_BYTES = 16 * 1024 * 1024;
const GOING_AWAY: Farewell = { code: 1001, reason: 'the server is going away' };

/**
 * Starts a smooth-operator server: sessions, knowledge, tools and a model behind one WebSocket.
 * With no options it answers from its seeded documents, with no key and no network.
 *
 * It speaks WebSocket on `/ws` (another path is refused with 400), answers `/health` with `ok`,
 * `/ready` with 200 or, once it drains, 503, `/metrics` with the figures of Prometheus, a request on
 * `/ws` that is no upgrade with 426, and any other with 404. It takes no signals: ending it is the
 * caller's.
 *
 * Rejects with a {@link SmoothOperatorError}: kind `invalid` for an option that is wrong, kind
 * `connection` (code `ADDRESS_IN_USE` or `LISTEN_FAILED`) when it cannot listen.
 *
 * @param options - see each for its default
 *
 * @example
 * ```ts
 * const server = await startServer({ port: 0 });
 * console.log(server.url);
 * await server.close();
 * ```
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const settings = settingsOf(options);
  const service = serviceOf(settings);
  const serving = new Subscription();
  const http = createServer(plainAnswers(service, settings.metrics));
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: Math.max(RECEIVED_MAX_BYTES, settings.limits.frameBytes),
  });

  const doors = new Doors(settings.limits.addressConnections);
  const open$ = new BehaviorSubject(0);
  const failed = (error: unknown) => {
    service.log({ kind: 'failed', error });
  };

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const turnAway = (status: number, why?: string) => {
      service.log({ kind: 'turnedAway', status });
      refuse(socket, status, why);
    };
    if (pathOf(request) !== PATH) {
      turnAway(400);
      return;
    }
    if (service.drain.hasBegun) {
      turnAway(503, STOPPING);
      return;
    }
    const address = addressOf(request, settings.trustProxy);
    const leave = doors.enter(address);
    if (!leave) {
      turnAway(429, 'Too many connections from this address. Close one first.');
      return;
    }
    socket.on('close', leave);
    const open = (caller: Caller) => {
      sockets.handleUpgrade(request, socket, head, (ws) => {
        open$.next(open$.value + 1);
        ws.on('error', failed); // the close that follows ends the connection
        ws.on('close', () => {
          open$.next(open$.value - 1);
        });
        serving.add(
          serve(socketOf(ws, socket, address), service, caller).subscribe({
            next: (farewell) => {
              hangUp(ws, farewell);
            },
            error: failed,
          }),
        );
      });
    };
    serving.add(callerOf(request, socket, service).subscribe({ next: open, error: failed }));
  });
  await listen(http, settings);

  const { port } = http.address() as AddressInfo;
  const url = `ws://${reachable(settings.host)}:${port}${PATH}`;
  const { warning } = settings.access;
  if (warning !== undefined) service.log({ kind: 'warning', message: warning });
  service.log({ kind: 'listening', url });

  let closing: Promise<void> | undefined;
  const close = () =>
    new Promise<void>((resolve) => {
      serving.unsubscribe();
      for (const ws of sockets.clients) hangUp(ws, GOING_AWAY);
      http.close(() => {
        service.log({ kind: 'closed' });
        resolve();
      });
      http.closeAllConnections();
    });
  const closeOnce = () => (closing ??= close());

  let draining: Promise<void> | undefined;
  const drain = async () => {
    service.log({ kind: 'draining' });
    service.drain.begin();
    const isEmpty$ = open$.pipe(filter((open) => open === 0));
    await firstValueFrom(race(isEmpty$, timer(settings.drainTimeout)), { defaultValue: 0 });
    await closeOnce();
  };

  return {
    url,
    port,
    drain: () => (draining ??= closing ?? drain()),
    publish: (target, event) => publish(target, event, service),
    close: closeOnce,
  };
}

function listen(http: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    http.on('error', (cause: NodeJS.ErrnoException) => {
      const [code, why] =
        cause.code === 'EADDRINUSE'
          ? ['ADDRESS_IN_USE', 'another program listens there']
          : ['LISTEN_FAILED', cause.message];
      reject(
        operatorError('connection', code, `Cannot listen on ${host}:${port}: ${why}.`, { cause }),
      );
    });
    http.listen(port, host, resolve);
  });
}

/** The host as part of a URL; of all addresses, the one of this machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
