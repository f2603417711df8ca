import { defer, tap, type Observable } from 'rxjs';
import {
  isSmoothOperatorError,
  type InteractionInvalid,
  type InteractionRequired,
  type OtpVerificationRequired,
  type ServerEvent,
  type WriteConfirmationRequired,
} from '../protocol';
import type { Channel } from './channel';
import type { TurnEvent } from './events';
import { OneShot } from './prompt';

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
interface Asked {
  readonly requestId: string;
  readonly sessionId: string;
  readonly channel: Channel;
  readonly hold$: Observable<never>;
  /** Puts an event into the turn's stream. */
  emit(event: TurnEvent): void;
  /** A write has been approved. */
  approved(): void;
  /** An answer has been settled, one way or the other: the server's silence counts again. */
  settled(): void;
}

/** The prompts of one turn: what is pending, and the way an answer takes. */
export class TurnPrompts {
  readonly #turn: Asked;
  readonly #shots = new Map<OneShot, PromptEvent['type']>();
  readonly #cards = new Map<string, InteractionRequired['data']['data']>();
  #answerId: string | undefined;

  constructor(turn: Asked) {
    this.#turn = turn;
  }

  /** Whether the turn waits for a person. One-time codes do not park it. */
  get parked(): boolean {
    for (const [shot, type] of this.#shots) {
      if (type !== 'otp_verification_required' && shot.state === 'pending') return true;
    }
    return false;
  }

  /** Puts the event into the turn's stream, with its prompt. */
  ask(event: PromptEvent): void {
    const { type } = event;
    const { requestId, hold$ } = this.#turn;
    // Servers hold one confirmation per session, and the newest wins: an answer to an older one
    // would be taken for this one.
    if (type === 'write_confirmation_required') this.expire(type);
    const shot = new OneShot(
      requestId,
      type === 'otp_verification_required' ? Infinity : undefined,
    );
    this.#shots.set(shot, type);
    const { data } = event.data;
    if (type === 'interaction_required')
      this.#cards.set(event.data.data.interactionId, event.data.data);

    const prompt = Object.defineProperty(
      {
        ...('errors' in data && this.#cards.get(data.interactionId)),
        ...data,
        ...(type === 'otp_verification_required' && { hold$ }),
        requestId,
        expiresAt: shot.expiresAt,
        answer: (answer: object) => shot.once(() => this.#answer(event, shot, answer)),
      },
      'state',
      { enumerable: true, get: () => shot.state },
    );
    this.#turn.emit(
      Object.defineProperty(event, 'prompt', { value: prompt, configurable: true }) as TurnEvent,
    );
  }

  /** The turn is over, or being left, or only `type` is superseded. Codes outlive their turn. */
  expire(only?: PromptEvent['type']): void {
    for (const [shot, type] of this.#shots) {
      if (only ? type === only : type !== 'otp_verification_required') shot.expire();
    }
  }

  /** Some servers answer an answer under the turn's id; true if there was one to hand it to. */
  answerWith(event: ServerEvent): boolean {
    return this.#answerId !== undefined && this.#turn.channel.deliver(this.#answerId, event);
  }

  /** An answer has an id of its own, so that what the server says to it cannot end the turn. */
  #answer(event: PromptEvent, shot: OneShot, answer: object): Observable<ServerEvent> {
    const { channel, sessionId } = this.#turn;
    const { data } = event.data;
    return defer(() => {
      if ('approved' in answer && answer.approved) this.#turn.approved();
      const answerId = (this.#answerId = channel.newRequestId());
      return channel.request(
        {
          action: ANSWERED_BY[event.type],
          sessionId,
          ...('interactionId' in data && { interactionId: data.interactionId, kind: data.kind }),
          ...answer,
        } as Parameters<Channel['request']>[0],
        answerId,
      );
    }).pipe(
      tap({
        next: (reply) => {
          if (reply.type === 'interaction_invalid') this.ask(reply);
          if (reply.type === 'otp_invalid' && reply.data.data.attemptsRemaining > 0) shot.reopen();
        },
        error: (error: unknown) => {
          // Told to whoever watches the turn, too: the answer may have nobody who listens.
          if (isSmoothOperatorError(error) && error.kind === 'failed') this.#turn.emit(error.event);
        },
        finalize: () => {
          this.#answerId = undefined;
          this.#turn.settled();
        },
      }),
    );
  }
}
