import type { ServerResponse } from 'node:http';

/** What a request is answered with: whole, cut in the middle of its body, or not at all. */
export type Delivery = Response | { readonly cut: Response } | 'drop';

/** How many pieces of a body get through before it is cut, if it has so many. */
const PIECES_BEFORE_CUT = 2;

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
  const reader = response.body?.getReader();
  out.once('close', () => {
    reader?.cancel().catch(() => undefined);
  });
  const pieces = reader ? piecesOf(reader) : [];
  try {
    for await (const piece of isCut ? cut(pieces) : pieces) {
      if (await written(out, piece)) continue;
      out.destroy(); // there is nobody left to write to
      return;
    }
  } catch {
    onDrop(); // the body failed
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

type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

async function* piecesOf(reader: ReadableStreamDefaultReader<Uint8Array>) {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Some pieces, and half of the one after them, or of the last. */
async function* cut(pieces: Pieces) {
  let held: Uint8Array | undefined;
  let count = 0;
  for await (const piece of pieces) {
    if (held && count++ === PIECES_BEFORE_CUT) break;
    if (held) yield held;
    held = piece;
  }
  if (held) yield held.subarray(0, Math.ceil(held.length / 2));
}

/** Whether it has been written: it cannot be when the client has left. */
async function written(out: ServerResponse, bytes: Uint8Array): Promise<boolean> {
  const isWritten = await new Promise<boolean>((resolve) => {
    out.write(bytes, (error) => {
      resolve(!error);
    });
  });
  // One turn of the event loop brings it to the client's socket, one more to whoever reads the body.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  return isWritten;
}
