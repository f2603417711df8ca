import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Service } from '../service';
import { pathOf } from './path';

type Answer = (response: ServerResponse) => void;

/** Answers what is no WebSocket: `/health`, `/ready`, `/metrics`; the rest is asked to upgrade. */
export function plainAnswers(
  { drain, measured, log }: Pick<Service, 'drain' | 'measured' | 'log'>,
  hasMetrics: boolean,
): (request: IncomingMessage, response: ServerResponse) => void {
  const text = (status: number, body: string): Answer => {
    return (response) => {
      response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
    };
  };
  const routes = new Map<string, Answer>([
    ['/health', text(200, 'ok')],
    [
      '/ready',
      (response) => {
        (drain.hasBegun ? text(503, 'draining') : text(200, 'ready'))(response);
      },
    ],
  ]);
  if (hasMetrics) {
    routes.set('/metrics', (response) => {
      measured.text().then(
        (figures) => {
          response.writeHead(200, { 'content-type': measured.contentType }).end(figures);
        },
        (error: unknown) => {
          log({ kind: 'failed', error });
          text(500, 'The figures cannot be had.')(response);
        },
      );
    });
  }
  return (request, response) => {
    (routes.get(pathOf(request)) ?? askToUpgrade)(response);
  };
}

function askToUpgrade(response: ServerResponse): void {
  const headers = { upgrade: 'websocket', connection: 'upgrade' };
  response.writeHead(426, headers).end('This is a WebSocket service.');
}
