// @ts-check
import { defer, tap, timer } from 'rxjs';
import { isSmoothOperatorError } from 'smooth-operator-rx';
import { replyText } from 'smooth-operator-rx/protocol';

/** @typedef {import('./ledger.mjs').Outcome} Outcome */
/** @typedef {import('smooth-operator-rx').TurnEvent} TurnEvent */
/** @template T @typedef {import('rxjs').Observable<T>} Observable */

/** Longer than any turn takes when its timeouts do what they are there for, in milliseconds. */
const HUNG = 45_000;

/**
 * Subscribes to a turn and notes what becomes of it.
 *
 * @param {import('./plan.mjs').Plan} plan
 * @param {Observable<TurnEvent>} attempt$ one attempt at it
 * @param {(attempt$: Observable<TurnEvent>) => Observable<TurnEvent>} watched with its operators
 */
export async function play(plan, attempt$, watched) {
  const start = performance.now();
  let attempts = 0;
  let tokens = '';
  const turn$ = watched(
    defer(() => {
      attempts++;
      return attempt$;
    }).pipe(
      tap((event) => {
        if (event.type === 'stream_token') tokens += event.data.token;
      }),
    ),
  );
  const outcome = await outcomeOf(turn$, plan.leaveAfter);
  return { plan, outcome, attempts, tokens, ms: performance.now() - start };
}

/**
 * @param {Observable<TurnEvent>} turn$
 * @param {number} [leaveAfter]
 * @returns {Promise<Outcome>}
 */
function outcomeOf(turn$, leaveAfter = Infinity) {
  return new Promise((resolve, reject) => {
    let heard = 0;
    /** @type {TurnEvent | undefined} */
    let last;
    const late = timer(HUNG).subscribe(() => {
      turn.unsubscribe();
      resolve({ how: 'hung' });
    });
    const turn = turn$.subscribe({
      next: (event) => {
        last = event;
        if (++heard >= leaveAfter && event.type !== 'eventual_response') {
          turn.unsubscribe();
          resolve({ how: 'left' });
        }
      },
      error: (error) => {
        if (isSmoothOperatorError(error)) resolve({ how: 'failed', error });
        else reject(error);
      },
      complete: () => {
        resolve(completed(last));
      },
    });
    turn.add(late);
  });
}

/**
 * @param {TurnEvent} [last]
 * @returns {Outcome}
 */
function completed(last) {
  if (last?.type === 'cancelled') return { how: 'cancelled' };
  if (last?.type === 'eventual_response') {
    const how = 'recovered' in last ? 'recovered' : 'completed';
    return { how, reply: replyText(last.data.data.response) };
  }
  throw new Error(`A turn completed after ${last?.type ?? 'nothing'}.`);
}
