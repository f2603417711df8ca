import { concat, filter, mergeMap, of, takeWhile, type Observable } from 'rxjs';
import type { SseEvent, Writing } from './sse';

/**
 * Ways in which an event stream can be sent. Those of {@link Writing} mean the same as the plain one;
 * the others do not:
 *
 * - `idle`: events that say nothing before the last one: chunks with only a usage, whose choices are
 *   empty, null or absent; pings;
 * - `error`: an error after the first text, and nothing after it;
 * - `unfinished`: it ends without the event that ends it, such as `[DONE]`.
 */
export type SseVariant = Writing | 'idle' | 'error' | 'unfinished';

/** The same events, with what the variants add and leave out. */
export function varied(
  events$: Observable<SseEvent>,
  has: (variant: SseVariant) => boolean,
  { idle, error }: { readonly idle: readonly SseEvent[]; readonly error: SseEvent },
): Observable<SseEvent> {
  const untilText$ = events$.pipe(takeWhile(({ role }) => role !== 'text', true));
  const said$ = has('error') ? concat(untilText$, of(error)) : events$;
  return said$.pipe(
    mergeMap((event) => (has('idle') && event.role === 'end' ? [...idle, event] : [event])),
    filter(({ role }) => !has('unfinished') || role !== 'end'),
  );
}
