import { from, take } from 'rxjs';
import type { TurnEvent } from 'smooth-operator-rx';
import { expect, it } from 'vitest';
import { aTurn, type TurnOperator } from './aTurn';

const ENDLESS = 10_000;

/**
 * A source may emit before subscribing to it has returned. Left in the midst of that, it stops.
 *
 * @param exception - `staysSubscribed` for the operator whose purpose is the opposite
 */
export function stopsASynchronousSource(op: TurnOperator, exception?: 'staysSubscribed'): void {
  const what = exception ? 'lets a synchronous source run on' : 'stops a synchronous source';

  it(`${what} when it is left`, () => {
    const events = aTurn();
    let taken = 0;
    let emitted = 0;
    let isReleased = false;
    function* endless() {
      try {
        for (; taken < ENDLESS; taken++) yield events[taken % events.length] as TurnEvent;
      } finally {
        isReleased = true;
      }
    }
    from(endless())
      .pipe(op, take(2))
      .subscribe(() => emitted++);

    expect(emitted).toBe(2);
    expect(isReleased).toBe(true);
    if (exception) expect(taken).toBe(ENDLESS);
    else expect(taken).toBeLessThanOrEqual(2 * events.length);
  });
}
