import type { MonoTypeOperatorFunction, ObservableInput } from 'rxjs';
import type {
  ChoicesSpec,
  ChoicesValues,
  IdentityIntakeSpec,
  IdentityIntakeValues,
  JsonObject,
} from '../protocol';
import type { TurnEvent } from '../conversation/events';
import type { InteractionPrompt } from '../conversation/prompt';
import { answerWith } from './internal/answerWith';

/** What a card is answered with: its values, or `null` to decline. */
export type InteractionDecision<Values> = Values | null | ObservableInput<Values | null>;

/** One handler per kind; a card of a kind without one stays pending. */
export interface InteractionHandlers {
  readonly identity_intake?: (
    prompt: InteractionPrompt & { readonly spec: IdentityIntakeSpec },
  ) => InteractionDecision<IdentityIntakeValues>;
  readonly choices?: (
    prompt: InteractionPrompt & { readonly spec: ChoicesSpec },
  ) => InteractionDecision<ChoicesValues>;
  /** Any kind that is not listed: newer servers may have more. */
  readonly otherwise?: (prompt: InteractionPrompt) => InteractionDecision<JsonObject>;
}

/**
 * Answers each card the agent shows with what the handler of its kind says.
 *
 * ```
 * turn                  ack--card--------invalid------chunk(result)--t--(eventual_response|)
 * handler                    --(v1|)     --(v2|)
 * answerInteractions()  ack--card--------invalid------chunk(result)--t--(eventual_response|)
 * sent                         ^v1         ^v2
 * ```
 *
 * Every event passes. Values that the server finds wrong bring an `interaction_invalid`, and the
 * handler is asked again, with what was wrong in `prompt.errors`. The question is taken back when
 * the turn ends. Servers show cards only to a session that declared the kinds in `supports`.
 *
 * @throws whatever a handler throws, after cancelling the turn
 * @example
 * turn$.pipe(answerInteractions({ identity_intake: (prompt) => form.open(prompt.spec.fields, prompt.errors) }))
 */
export function answerInteractions(
  handlers: InteractionHandlers,
): MonoTypeOperatorFunction<TurnEvent> {
  const handlerOf = (kind: string) =>
    (kind === 'identity_intake' || kind === 'choices' ? handlers[kind] : undefined) ??
    handlers.otherwise;

  return answerWith<InteractionPrompt, JsonObject | null>(
    (event) =>
      (event.type === 'interaction_required' || event.type === 'interaction_invalid') &&
      handlerOf(event.prompt.kind)
        ? event.prompt
        : undefined,
    (prompt) => {
      const handler = handlerOf(prompt.kind) as (
        asked: InteractionPrompt,
      ) => InteractionDecision<JsonObject>;
      return handler(prompt);
    },
    (prompt, values) => prompt.answer(values === null ? { declined: true } : { values }),
  );
}
