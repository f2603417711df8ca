import {
  catchError,
  concat,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  mergeMap,
  of,
  take,
  takeWhile,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { isSmoothOperatorError } from '../../protocol';
import type { TurnEvent } from '../../conversation/events';
import { inputOf, type Plain } from './inputOf';

/** The end of a turn travels as an event, so that it takes the open questions with it. */
const END = Symbol('end');

/**
 * Passes a turn on, and answers those of its events that `promptOf` finds a prompt in. The event
 * goes first, then the question is asked; the question ends with the turn.
 *
 * An answer that comes too late, or that the server does not want, is no reason to end the turn:
 * the turn says itself how it goes on. An error of `decide` is.
 */
export function answerWith<P, A extends Plain>(
  promptOf: (event: TurnEvent) => P | undefined,
  decide: (prompt: P) => A | ObservableInput<A>,
  answer: (prompt: P, decision: A) => Observable<unknown>,
): MonoTypeOperatorFunction<TurnEvent> {
  const settle = (prompt: P): Observable<never> =>
    defer(() => inputOf(decide(prompt))).pipe(
      take(1),
      mergeMap((decision) =>
        answer(prompt, decision).pipe(
          catchError((error: unknown) =>
            isSmoothOperatorError(error) ? EMPTY : throwError(() => error),
          ),
        ),
      ),
      ignoreElements(),
    );

  return (turn$) =>
    turn$.pipe(
      endWith(END),
      mergeMap((event) => {
        const prompt = event === END ? undefined : promptOf(event);
        return prompt === undefined ? of(event) : concat(of(event), settle(prompt));
      }),
      takeWhile((event) => event !== END),
    );
}
