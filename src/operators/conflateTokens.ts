import {
  asyncScheduler,
  Observable,
  Subject,
  takeUntil,
  type MonoTypeOperatorFunction,
  type Subscription,
} from 'rxjs';
import type { StreamToken } from '../protocol';
import type { TurnEvent } from '../conversation/events';
import { goesOn, joined } from './internal/joined';

/**
 * Merges neighbouring tokens so that they come at most once in `window` milliseconds. No character
 * is lost and no event overtakes another: the first token passes at once, every other event and the
 * end of the turn bring out what is held.
 *
 * ```
 * turn                ack--a-b-c-d-------e--chunk--f-(eventual_response|)
 * window                   |---| |---|   |---|     |---|
 * conflateTokens()    ack--a---(bcd)-----e--chunk--f-(eventual_response|)
 * ```
 *
 * @param window - milliseconds. @defaultValue 16, one frame of a display
 * @example
 * turn$.pipe(conflateTokens(50), text()).subscribe((soFar) => render(soFar));
 */
export function conflateTokens(window = 16): MonoTypeOperatorFunction<TurnEvent> {
  return (turn$) =>
    new Observable<TurnEvent>((subscriber) => {
      let held: StreamToken | undefined;
      let open: Subscription | undefined;

      const flush = () => {
        if (!held) return;
        const token = held;
        held = undefined;
        subscriber.next(token);
      };
      const openWindow = () => {
        open = asyncScheduler.schedule(() => {
          open = undefined;
          if (!held) return;
          openWindow(); // first: whoever leaves on the token closes it
          flush();
        }, window);
      };

      // A source may emit before subscribing to it has returned: there is nothing else to leave it by.
      const left$ = new Subject<void>();
      subscriber.add(() => {
        open?.unsubscribe();
        left$.next();
      });
      turn$.pipe(takeUntil(left$)).subscribe({
        next: (event) => {
          if (event.type !== 'stream_token') {
            flush();
            subscriber.next(event);
          } else if (!open) {
            openWindow();
            subscriber.next(event);
          } else if (held && goesOn(held, event)) {
            held = joined(held, event);
          } else {
            flush();
            held = event;
          }
        },
        error: (error: unknown) => {
          flush();
          subscriber.error(error);
        },
        complete: () => {
          flush();
          subscriber.complete();
        },
      });
    });
}
