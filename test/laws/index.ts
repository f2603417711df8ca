import { describe } from 'vitest';
import type { TurnOperator } from './aTurn';
import { forwardsErrors } from './forwardsErrors';
import { isCold } from './isCold';
import { keepsOrder } from './keepsOrder';
import { leavesItsSource } from './leavesItsSource';
import { leavesNoTimer } from './leavesNoTimer';
import { mirrorsEmpty } from './mirrorsEmpty';
import { mirrorsNever } from './mirrorsNever';
import { mutatesNothing } from './mutatesNothing';
import { stopsASynchronousSource } from './stopsASynchronousSource';
import { subscribesOnce } from './subscribesOnce';

export { asking, type TurnOperator } from './aTurn';
export { failsWithItsCallback } from './failsWithItsCallback';

/**
 * Every law that can be stated without knowing what the operator does. One with a callback also
 * obeys `failsWithItsCallback`.
 *
 * @param exception - `staysSubscribed` for the operator that lets a turn run when it is left
 */
export function obeysTheLaws(op: TurnOperator, exception?: 'staysSubscribed'): void {
  describe('by law', () => {
    isCold(op);
    mirrorsNever(op);
    mirrorsEmpty(op);
    forwardsErrors(op);
    leavesItsSource(op, exception);
    subscribesOnce(op);
    stopsASynchronousSource(op, exception);
    keepsOrder(op);
    leavesNoTimer(op);
    mutatesNothing(op);
  });
}
