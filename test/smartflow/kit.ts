import { catchError, of, type Observable } from 'rxjs';
import {
  createSmartflow,
  type FetchInit,
  type SmartflowClient,
  type SmartflowOptions,
} from 'smooth-operator-rx/smartflow';

const GATEWAY = 'http://gateway.test:7775';
export const KEY = 'sk-sf-0123456789abcdef';

/** A request as it was sent. */
export interface Sent extends FetchInit {
  readonly url: URL;
  /** What its body says, where it is JSON. */
  readonly json: unknown;
}

export type Answering = (sent: Sent) => Response | Promise<Response>;

/** A client whose requests go to a function, and what it has sent. */
export function clientOf(
  answer: Answering,
  options: SmartflowOptions = {},
): { readonly smartflow: SmartflowClient; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const smartflow = createSmartflow({
    fetch: async (url, init) => {
      const json: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
      const one = { ...init, url: new URL(url), json };
      sent.push(one);
      return answer(one);
    },
    ...options,
  });
  return { smartflow, sent };
}

/** The same in gateway mode. */
export const gatewayClient = (answer: Answering, options: SmartflowOptions = {}) =>
  clientOf(answer, { baseUrl: GATEWAY, apiKey: KEY, ...options });

export function json(value: unknown, init: ResponseInit = {}): Response {
  const headers = { 'content-type': 'application/json', ...(init.headers as object) };
  return new Response(JSON.stringify(value), { ...init, headers });
}

/** The events of a stream, each one piece of the body, with what ends it. */
export function events(...pieces: readonly unknown[]): Response {
  return stream(...pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`), DONE);
}

export const DONE = 'data: [DONE]\n\n';

/** A stream of text or bytes, as they are. */
export function stream(...pieces: readonly (string | Uint8Array)[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      }
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** A chunk that says something. */
export const says = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });

/** What an Observable fails with, as a value. */
export const failure = (source$: Observable<unknown>): Observable<unknown> =>
  source$.pipe(catchError((error: unknown) => of(error)));
