import type { IncomingMessage, ServerResponse } from 'node:http';
import { fromEvent, takeUntil } from 'rxjs';
import { NO_TOKEN, tokenOf } from '../access/upgrade';
import { STOPPING } from '../drain';
import type { Service } from '../service';
import { PATH, pathOf } from './path';

type Answer = (response: ServerResponse) => void;

const UPGRADE = { upgrade: 'websocket', connection: 'upgrade' };

/** Answers what is no WebSocket: `/health`, `/ready`, `/metrics`, and who should have asked for one. */
export function plainAnswers(
  { admit, drain, measured, log }: Pick<Service, 'admit' | 'drain' | 'measured' | 'log'>,
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
  /** A browser is not told why its socket did not open, but may ask by HTTP, from any page. */
  const explain = (request: IncomingMessage, response: ServerResponse) => {
    const { url = '', headers } = request;
    const answer = (status: number, why: string, more: Record<string, string> = {}) => {
      response.writeHead(status, { 'access-control-allow-origin': '*', ...more }).end(why);
    };
    if (pathOf(request) !== PATH) {
      answer(404, `There is nothing here. The WebSocket is at ${PATH}.`);
      return;
    }
    if (drain.hasBegun) {
      answer(503, STOPPING);
      return;
    }
    admit({ token: tokenOf(url), origin: headers.origin })
      .pipe(takeUntil(fromEvent(response, 'close')))
      .subscribe({
        next: (caller) => {
          if (!caller) answer(401, NO_TOKEN, { 'www-authenticate': 'Bearer' });
          else answer(426, 'This is a WebSocket service.', UPGRADE);
        },
        error: (error: unknown) => {
          log({ kind: 'failed', error });
          answer(503, 'The token cannot be checked at the moment. Try again later.');
        },
      });
  };
  return (request, response) => {
    const route = routes.get(pathOf(request));
    if (route) route(response);
    else explain(request, response);
  };
}
