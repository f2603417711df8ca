import type { Readable } from 'node:stream';
import { Observable } from 'rxjs';
import { deliver, delivered, Flow } from './flow';

/**
 * What a Node stream has to say, as an Observable. It is read while it is subscribed to, once;
 * unsubscribing destroys it. A slow sink at the end of the pipe, such as `turnReadable`, pauses it.
 *
 * ```
 * readable      --a--b--(end)
 * fromReadable  --a--b--|
 * destroyed     --a--#         its error, or that it was closed before its end
 * ```
 *
 * @param readable - a stream that nobody else reads
 * @throws through the Observable, the error of the stream
 * @example
 * fromReadable<Buffer>(process.stdin).subscribe((bytes) => console.log(bytes.length));
 */
export function fromReadable<T = unknown>(readable: Readable): Observable<T> {
  return new Observable((subscriber) => {
    const flow = new Flow(
      () => readable.pause(),
      () => readable.resume(),
    );
    const heard = (chunk: T) => {
      const outer = deliver(flow);
      subscriber.next(chunk);
      delivered(outer);
    };
    const ended = () => {
      subscriber.complete();
    };
    const failed = (error: Error) => {
      subscriber.error(error);
    };
    const closed = () => {
      subscriber.error(readable.errored ?? new Error('The stream was closed before its end.'));
    };
    subscriber.add(() => {
      readable.off('data', heard).off('end', ended).off('close', closed);
      readable.destroy();
    });
    if (readable.readableEnded) ended();
    else if (readable.destroyed) closed();
    else readable.on('error', failed).on('end', ended).on('close', closed).on('data', heard);
  });
}
