import type { MonoTypeOperatorFunction, ObservableInput } from 'rxjs';
import type { TurnEvent } from '../conversation/events';
import type { WritePrompt } from '../conversation/prompt';
import { answerWith } from './internal/answerWith';

/**
 * Answers each write that waits for approval with what `decide` says.
 *
 * ```
 * turn            ack--w-----------chunk(result)--t--(eventual_response|)
 * decide               --(true|)
 * confirmWrites() ack--w-----------chunk(result)--t--(eventual_response|)
 * sent                   ^approved
 * ```
 *
 * Every event passes, the prompt before its question is asked. The question is taken back
 * (unsubscribed) when the turn ends before it is answered. `decide` that completes without a value
 * leaves the prompt to others. An answer that the server does not take ends nothing: the server's
 * `error` comes as an event.
 *
 * @param decide - true approves, anything else denies; a denied tool fails, and the agent goes on
 * @throws whatever `decide` throws, after cancelling the turn
 * @example
 * turn$.pipe(confirmWrites((prompt) => dialog.ask(prompt.actionDescription)))
 */
export function confirmWrites(
  decide: (prompt: WritePrompt) => boolean | ObservableInput<boolean>,
): MonoTypeOperatorFunction<TurnEvent> {
  return answerWith(
    (event) => (event.type === 'write_confirmation_required' ? event.prompt : undefined),
    decide,
    // Whatever is not an approval, also from untyped code, must not become one.
    (prompt, approved: unknown) => prompt.answer({ approved: approved === true }),
  );
}
