import { Readable } from 'node:stream';
import type { Observable, Subscription } from 'rxjs';
import { Brake } from './flow';

export interface TurnReadableOptions {
  /**
   * Whether each value is a chunk of its own. Without, the values are text, written as UTF-8.
   * @defaultValue true
   */
  readonly objectMode?: boolean;
  /** How much is kept before the socket is paused: values, or bytes of text. @defaultValue Node's: 16, or 64 KiB */
  readonly highWaterMark?: number;
}

/**
 * A turn, or whatever has become of it in a pipe, as a Node stream. It subscribes when it is first
 * read; while its reader is slow the socket is paused, so that the server has to wait and nothing piles
 * up here. Destroying it unsubscribes, which cancels the turn.
 *
 * ```
 * turn$   --a--b--c--d-        -e--f|
 * reader  --a-----b-------c--d--e--f|
 * socket             ^pause  ^resume
 * ```
 *
 * What feeds a value must do so within the call that brings its frame, as RxJS operators do unless they
 * wait on a clock: behind `delay` or `observeOn` nothing is known of any socket, and none is paused.
 * `conflateTokens` lets its first token through at once, and that is enough.
 *
 * @param source$ - in object mode anything but `null`, else text: `turn$.pipe(tokens())`
 * @throws as `error` event of the stream, whatever the Observable errors with
 * @example
 * turnReadable(session.turn('Write a report').pipe(tokens()), { objectMode: false }).pipe(process.stdout);
 */
export function turnReadable(
  source$: Observable<string>,
  options: TurnReadableOptions & { readonly objectMode: false },
): Readable;
export function turnReadable(source$: Observable<unknown>, options?: TurnReadableOptions): Readable;
export function turnReadable(
  source$: Observable<unknown>,
  { objectMode = true, highWaterMark }: TurnReadableOptions = {},
): Readable {
  const brake = new Brake();
  let subscription: Subscription | undefined;

  return new Readable({
    objectMode,
    ...(highWaterMark !== undefined && { highWaterMark }),
    read() {
      brake.off();
      subscription ??= source$.subscribe({
        next: (value) => {
          brake.fed();
          if (value === null)
            this.destroy(new TypeError('A stream cannot carry null: it is its end.'));
          else if (!this.push(value) && !this.destroyed) brake.on();
        },
        error: (error: unknown) => {
          this.destroy(error as Error);
        },
        complete: () => {
          brake.off(); // nothing more of what feeds it is for this stream, however slowly that is read
          this.push(null);
        },
      });
      // A source that begins at once may have ended it before there was anything to leave it by.
      if (this.destroyed) subscription.unsubscribe();
    },
    destroy(error, done) {
      subscription?.unsubscribe();
      brake.off();
      done(error);
    },
  });
}
