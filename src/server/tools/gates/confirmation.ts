import { of, switchMap } from 'rxjs';
import type { Ending } from '../../parks';
import { contextOf } from '../context';
import { failure, type Gate } from '../course';
import { describe } from '../describe';
import { runTool } from '../runTool';

/**
 * Waits for a person's approval of the tools that need one. A denial and an expiry are results like
 * any other: the model goes on with them.
 */
export const confirmation: Gate = ({ name, arguments: args }, tool, turn, transcript) => {
  const { requestId, session, service } = turn;
  const { needsConfirmation, confirmations, events } = service;
  if (!needsConfirmation(name)) return undefined;

  const asked = { toolId: name, actionDescription: describe(tool, args) };
  return {
    asked: events.writeConfirmationRequired(requestId, asked),
    outcome$: confirmations
      .park(session.sessionId, asked)
      .pipe(
        switchMap((ending) =>
          ending.kind === 'answered' && ending.answer
            ? runTool(tool, args, contextOf(turn, transcript))
            : of(failure(`Denied by human: ${why(ending, confirmations.expiry)}`)),
        ),
      ),
  };
};

function why(ending: Ending<boolean>, expiry: number): string {
  switch (ending.kind) {
    case 'answered':
      return 'the write was not approved.';
    case 'superseded':
      return 'a newer question replaced this one.';
    case 'expired':
      return `no answer within ${expiry / 1000} s.`;
    case 'closed':
      return 'the server is about to stop. Ask again later.';
  }
}
