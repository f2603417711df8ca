import {
  defer,
  EMPTY,
  exhaustMap,
  from,
  materialize,
  queueScheduler,
  repeat,
  scheduled,
  tap,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { operatorError } from '../protocol';
import type { TurnEvent } from '../conversation/events';
import { Backlog, OVERFLOW_POLICIES, type OverflowPolicy } from './internal/backlog';

export interface BoundedConcatMapOptions {
  /** How many events may wait for the one that is worked on. @defaultValue 1000 */
  readonly limit?: number;
  /** What becomes of one more. @defaultValue 'conflate' */
  readonly overflow?: OverflowPolicy;
}

/**
 * Makes something of each event, one after another, and keeps no more than so many waiting: what
 * `concatMap` does, for a reader that may be slower than the model. A browser cannot pause a socket,
 * so that something has to happen to what is too much; in Node, `turnReadable` pauses it.
 *
 * ```
 * turn                       --a-b-c-d-----------(e|)
 * project  a                   -----r|
 *          bcd, joined              -----r|
 *          e                                     -----r|
 * boundedConcatMap(project)  -------r----r------------(r|)
 * ```
 *
 * At the limit `overflow` says what becomes of one more: see {@link OverflowPolicy}.
 *
 * The end of the turn waits its turn, be it an error or not; the last event is always let in. A turn that
 * ends with `overflow` has been left, hence cancelled.
 *
 * @param project - what becomes of an event; a Promise or an Observable says when there is time for the next
 * @throws `overflow`, or what the turn or a projection fails with; `invalid` at once, for an option
 * @example
 * session.turn('Tell me a story').pipe(boundedConcatMap((event) => draw(event), { limit: 100 })).subscribe();
 */
export function boundedConcatMap<R>(
  project: (event: TurnEvent) => ObservableInput<R>,
  { limit = 1_000, overflow = 'conflate' }: BoundedConcatMapOptions = {},
): OperatorFunction<TurnEvent, R> {
  if (typeof limit !== 'number' || !(limit >= 1))
    throw invalid('limit must be a number, 1 or more');
  if (!OVERFLOW_POLICIES.includes(overflow)) {
    throw invalid(`overflow must be one of ${OVERFLOW_POLICIES.join(', ')}`);
  }
  return (turn$) =>
    defer(() => {
      const backlog = new Backlog(limit, overflow);
      let failure: { readonly error: unknown } | undefined;

      const next$ = defer(() => {
        const event = backlog.take();
        if (event !== undefined) return from(project(event));
        if (failure) throw failure.error;
        return EMPTY;
      });
      const work$ = next$.pipe(
        repeat({
          // By a scheduler: as many as wait may be done at once, one within the other.
          delay: () => (backlog.isEmpty && !failure ? EMPTY : scheduled([true], queueScheduler)),
        }),
      );

      return turn$.pipe(
        materialize(),
        tap((told) => {
          if (told.kind === 'N') backlog.add(told.value);
          else if (told.kind === 'E') failure = told;
        }),
        exhaustMap(() => work$),
      );
    });
}

function invalid(what: string) {
  return operatorError('invalid', 'INVALID_OPTION', `boundedConcatMap: ${what}.`, {});
}
