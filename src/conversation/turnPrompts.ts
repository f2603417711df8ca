import { asyncScheduler, catchError, defer, finalize, map, type Subscriber } from 'rxjs';
import {
  isSmoothOperatorError,
  operatorError,
  PROMPT_EXPIRY_MS,
  type InteractionInvalid,
  type InteractionRequired,
  type OtpVerificationRequired,
  type ServerEvent,
  type WriteConfirmationRequired,
} from '../protocol';
import type { Channel } from './channel';
import type { TurnEvent } from './events';
import type { PromptState } from './prompt';
import type { TurnContext } from './turnContext';

export type PromptEvent =
  WriteConfirmationRequired | InteractionRequired | InteractionInvalid | OtpVerificationRequired;

/** The action that answers each of them. */
const ANSWERED_BY = {
  write_confirmation_required: 'confirm_tool_action',
  interaction_required: 'submit_interaction',
  interaction_invalid: 'submit_interaction',
  otp_verification_required: 'verify_otp',
} as const;

/** The turn that was asked, as far as its prompts need it. */
type Asked = Pick<TurnContext, 'channel' | 'sessionId' | 'hold$'>;

interface Pending {
  readonly type: PromptEvent['type'];
  readonly prompt: { readonly state: PromptState };
  readonly expire: () => void;
}

/** The prompts of one turn: what is pending, and the way an answer takes. */
export interface TurnPrompts {
  /** Whether the turn waits for a person. One-time codes do not park it. */
  readonly isParked: () => boolean;
  /** Puts the event into the turn's stream, with its prompt. */
  ask(event: PromptEvent): void;
  /** The turn is over, or being left, or only `type` is superseded. Codes outlive their turn. */
  expire(only?: PromptEvent['type']): void;
  /** Some servers answer an answer under the turn's id; true if there was one to hand it to. */
  answerWith(event: ServerEvent): boolean;
}

/**
 * @param answered - called when an answer is given, whether that approves a write, and again when
 * it is settled one way or the other: then the server's silence counts again
 */
export function turnPrompts(
  { channel, sessionId, hold$ }: Asked,
  requestId: string,
  subscriber: Subscriber<TurnEvent>,
  answered: (approved: boolean) => void,
): TurnPrompts {
  const asked: Pending[] = [];
  const cards = new Map<string, InteractionRequired['data']['data']>();
  let answerId: string | undefined;

  const ask = (event: PromptEvent) => {
    const { type } = event;
    const { data } = event.data;
    const expiresAt = parks(type) ? asyncScheduler.now() + PROMPT_EXPIRY_MS : Infinity;
    let state: PromptState = 'pending';

    // Servers hold one confirmation per session, and the newest wins: an answer to an older one
    // would be taken for this one.
    if (type === 'write_confirmation_required') expire(type);
    if ('spec' in data) cards.set(data.interactionId, data);

    const prompt = {
      ...('errors' in data && cards.get(data.interactionId)),
      ...data,
      ...(!parks(type) && { hold$ }),
      requestId,
      expiresAt,
      get state() {
        return state === 'pending' && asyncScheduler.now() >= expiresAt ? 'expired' : state;
      },
      answer: (answer: object) =>
        defer(() => {
          if (prompt.state !== 'pending') throw unanswerable(prompt.state, requestId);
          const reply$ = send(event, answer, () => {
            state = 'pending';
          });
          state = 'answered';
          return reply$;
        }),
    };
    asked.push({
      type,
      prompt,
      expire: () => {
        if (state === 'pending') state = 'expired';
      },
    });
    subscriber.next(
      Object.defineProperty(event, 'prompt', { value: prompt, configurable: true }) as TurnEvent,
    );
  };

  const expire: TurnPrompts['expire'] = (only) => {
    for (const pending of asked) {
      if (only ? pending.type === only : parks(pending.type)) pending.expire();
    }
  };

  /** An answer has an id of its own, so that what the server says to it cannot end the turn. */
  const send = (event: PromptEvent, answer: object, reopen: () => void) => {
    const { data } = event.data;
    answerId = channel.newRequestId(); // first: it may throw
    answered('approved' in answer && answer.approved === true);
    const action = {
      ...answer,
      action: ANSWERED_BY[event.type],
      sessionId,
      ...('interactionId' in data && { interactionId: data.interactionId, kind: data.kind }),
    };
    return channel.request(action as Parameters<Channel['request']>[0], answerId).pipe(
      map((reply) => {
        if (reply.type === 'interaction_invalid') ask(reply);
        if (reply.type === 'otp_invalid' && reply.data.data.attemptsRemaining > 0) reopen();
        return reply;
      }),
      catchError((error: unknown) => {
        // Told to whoever watches the turn, too: the answer may have nobody who listens.
        if (isSmoothOperatorError(error)) {
          if (error.kind === 'failed') subscriber.next(error.event);
          // What was no answer at all leaves the question open.
          if (error.kind === 'invalid' || error.code === 'VALIDATION_ERROR') reopen();
        }
        throw error;
      }),
      finalize(() => {
        answerId = undefined;
        answered(false);
      }),
    );
  };

  return {
    isParked: () => asked.some(({ type, prompt }) => parks(type) && prompt.state === 'pending'),
    ask,
    expire,
    answerWith: (event) => channel.deliver(answerId, event),
  };
}

/** Whether the turn waits for the answer: a one-time code is sent when it is over. */
function parks(type: PromptEvent['type']): boolean {
  return type !== 'otp_verification_required';
}

function unanswerable(state: 'answered' | 'expired', requestId: string) {
  return operatorError(
    'prompt',
    `PROMPT_${state.toUpperCase()}`,
    `This prompt has ${state === 'answered' ? 'been answered already' : 'expired'}; nothing was sent.`,
    { state, requestId },
  );
}
