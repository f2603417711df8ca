import type { Observable } from 'rxjs';

/** One event of a stream. */
export interface SseEvent {
  readonly event?: string;
  /** Sent as JSON; a string as it is. */
  readonly data: unknown;
  /** What it is for whoever reads the stream. */
  readonly role?: 'text' | 'end';
}

/**
 * Ways in which an event stream can be written that mean the same:
 *
 * - `bytes`: each byte by itself;
 * - `halves`: each event in two pieces;
 * - `characters`: cut inside each character of more than one byte, and nowhere else;
 * - `crlf`, `cr`: other line ends;
 * - `comments`: lines that say nothing, between events and inside them;
 * - `lines`: the data of an event over several lines.
 */
export type Writing = 'bytes' | 'halves' | 'characters' | 'crlf' | 'cr' | 'comments' | 'lines';

/**
 * Answers with an event stream, as the events come. Unsubscribes when the client has left.
 */
export function eventStream(
  events$: Observable<SseEvent>,
  has: (writing: Writing) => boolean,
): Response {
  let leave = (): void => undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const subscription = events$.subscribe({
        next: (event) => {
          for (const piece of cut(framed(event, has), has)) controller.enqueue(piece);
        },
        error: (error: unknown) => {
          controller.error(error);
        },
        complete: () => {
          controller.close();
        },
      });
      leave = () => {
        subscription.unsubscribe();
      };
    },
    cancel: () => {
      leave();
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
  });
}

function framed({ event, data }: SseEvent, has: (writing: Writing) => boolean): Uint8Array {
  const end = has('crlf') ? '\r\n' : has('cr') ? '\r' : '\n';
  const text = typeof data === 'string' ? data : JSON.stringify(data, null, has('lines') ? 1 : 0);
  const lines = [
    ...(has('comments') ? [': still here', ''] : []),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(has('comments') ? [':'] : []),
    ...text.split('\n').map((line) => `data: ${line}`),
    '',
    '',
  ];
  return new TextEncoder().encode(lines.join(end));
}

function cut(bytes: Uint8Array, has: (writing: Writing) => boolean): Uint8Array[] {
  if (has('bytes')) return Array.from(bytes, (byte) => Uint8Array.of(byte));
  if (has('halves')) return cutBefore(bytes, (_, n) => n === bytes.length >> 1);
  if (has('characters')) return cutBefore(bytes, isInsideOfCharacter);
  return [bytes];
}

const isInsideOfCharacter = (byte: number) => byte >> 6 === 0b10;

function cutBefore(bytes: Uint8Array, isCut: (byte: number, n: number) => boolean): Uint8Array[] {
  const places = [0, ...Array.from(bytes.keys()).filter((n) => isCut(bytes[n] ?? 0, n))];
  return places.map((from, n) => bytes.subarray(from, places[n + 1]));
}
