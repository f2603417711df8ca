import type { IncomingMessage, ServerResponse } from 'node:http';
import { readRequest, type RecordedRequest, type RequestEnd } from './recordedRequest';

/** A request that has arrived, and what has become of it. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly requestId: string;
  /** Aborted when it is over. */
  readonly signal: AbortSignal;
  /** What ends it from now on is not its client. */
  readonly drop: () => void;
}

/** Rejects when the client leaves before it has said everything. */
export async function openExchange(
  message: IncomingMessage,
  out: ServerResponse,
  requestId: string,
): Promise<Exchange> {
  const over = new AbortController();
  let isDropped = false;
  const ended = new Promise<RequestEnd>((resolve) => {
    out.once('close', () => {
      resolve(out.writableFinished ? 'answered' : isDropped ? 'dropped' : 'left');
      over.abort();
    });
  });
  return {
    request: { ...(await readRequest(message)), ended },
    requestId,
    signal: over.signal,
    drop: () => {
      isDropped = true;
    },
  };
}
