import type { ServerResponse } from 'node:http';

/** What a request is answered with: whole, cut in the middle of its body, or not at all. */
export type Delivery = Response | { readonly cut: Response } | 'drop';

/** How many pieces of an event stream get through before it is cut. */
const EVENTS_BEFORE_CUT = 2;

/**
 * Writes an answer, piece by piece: each piece is a chunk of its own on the wire, and the next one waits
 * until a client in the same process, which would join what comes together, has had the time to read it.
 * A client that leaves cancels the body.
 *
 * @param onDrop - told before the socket is taken away from the client
 */
export async function deliver(
  delivery: Delivery,
  out: ServerResponse,
  onDrop: () => void,
): Promise<void> {
  if (delivery === 'drop') {
    onDrop();
    out.destroy();
    return;
  }
  const isCut = !(delivery instanceof Response);
  const response = isCut ? delivery.cut : delivery;
  if (out.destroyed) {
    await response.body?.cancel();
    return;
  }
  out.setHeaders(response.headers).writeHead(response.status).flushHeaders();
  const piecesBeforeCut = !isCut ? Infinity : isEventStream(response) ? EVENTS_BEFORE_CUT : 0;
  const reader = response.body?.getReader();
  out.once('close', () => {
    reader?.cancel().catch(() => undefined);
  });

  try {
    for (let n = 0; reader; n++) {
      const { done, value } = await reader.read();
      if (done) break;
      if (n === piecesBeforeCut) {
        await written(out, value.subarray(0, Math.ceil(value.length / 2)));
        break;
      }
      await written(out, value);
    }
  } catch {
    onDrop(); // the body failed, or there is nobody left to write to
    out.destroy();
    return;
  }
  if (isCut) {
    onDrop();
    out.socket?.resetAndDestroy();
  } else {
    out.end();
  }
}

const isEventStream = ({ headers }: Response) =>
  headers.get('content-type')?.startsWith('text/event-stream') ?? false;

async function written(out: ServerResponse, bytes: Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    out.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  // One turn of the event loop brings it to the client's socket, one more to whoever reads the body.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
