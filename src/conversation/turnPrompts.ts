import { defer, finalize, tap, type Observable } from 'rxjs';
import {
  isSmoothOperatorError,
  type ImmediateResponse,
  type InteractionInvalid,
  type InteractionRequired,
  type OtpInvalid,
  type OtpVerificationRequired,
  type OtpVerified,
  type ServerEvent,
  type WriteConfirmationRequired,
} from '../protocol';
import type { Channel, Unsent } from './channel';
import type { TurnEvent } from './events';
import {
  interactionPrompt,
  oneTimeCodePrompt,
  OneShot,
  writePrompt,
  type Answers,
  type InteractionAnswer,
} from './prompt';

export type PromptEvent =
  WriteConfirmationRequired | InteractionRequired | InteractionInvalid | OtpVerificationRequired;

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
export class TurnPrompts implements Answers {
  private readonly shots = new Map<OneShot, PromptEvent['type']>();
  private readonly cards = new Map<string, InteractionRequired>();
  private answerId: string | undefined;

  constructor(private readonly turn: Asked) {}

  /** Whether the turn waits for a person. One-time codes do not park it. */
  get parked(): boolean {
    for (const [shot, type] of this.shots) {
      if (shot.state === 'pending' && type !== 'otp_verification_required') return true;
    }
    return false;
  }

  /** Emits the event with its prompt. */
  ask(event: PromptEvent): void {
    if (event.type === 'write_confirmation_required') {
      // Servers hold one confirmation per session, and the newest wins: an answer to an older one
      // would be taken for this one.
      for (const [shot, type] of this.shots) if (type === event.type) shot.expire();
    }
    const shot = new OneShot(
      this.turn.requestId,
      event.type === 'otp_verification_required' ? Infinity : undefined,
    );
    this.shots.set(shot, event.type);
    const value = this.promptFor(event, shot);
    this.turn.emit(
      Object.defineProperty(event, 'prompt', { value, configurable: true }) as unknown as TurnEvent,
    );
  }

  /** The turn is over, or being left. Codes are verified after their turn. */
  expire(): void {
    for (const [shot, type] of this.shots) if (type !== 'otp_verification_required') shot.expire();
  }

  /** Some servers answer an answer under the turn's id; true if there was one to hand it to. */
  answerWith(event: ServerEvent): boolean {
    return this.answerId !== undefined && this.turn.channel.deliver(this.answerId, event);
  }

  confirm(approved: boolean): Observable<ImmediateResponse> {
    return this.send<ImmediateResponse>({
      action: 'confirm_tool_action',
      sessionId: this.turn.sessionId,
      approved,
    }).pipe(
      tap({
        subscribe: () => {
          if (approved) this.turn.approved();
        },
      }),
    );
  }

  submit(
    { interactionId, kind }: { readonly interactionId: string; readonly kind: string },
    answer: InteractionAnswer,
  ): Observable<ImmediateResponse | InteractionInvalid> {
    return this.send<ImmediateResponse | InteractionInvalid>({
      action: 'submit_interaction',
      sessionId: this.turn.sessionId,
      interactionId,
      kind,
      ...answer,
    }).pipe(
      tap((event) => {
        if (event.type === 'interaction_invalid') this.ask(event);
      }),
    );
  }

  verify(shot: OneShot, code: string): Observable<OtpVerified | OtpInvalid> {
    return this.send<OtpVerified | OtpInvalid>({
      action: 'verify_otp',
      sessionId: this.turn.sessionId,
      code,
    }).pipe(
      tap((event) => {
        if (event.type === 'otp_invalid' && event.data.data.attemptsRemaining > 0) shot.reopen();
      }),
    );
  }

  private promptFor(event: PromptEvent, shot: OneShot) {
    switch (event.type) {
      case 'write_confirmation_required':
        return writePrompt(event, shot, this);
      case 'interaction_required':
        this.cards.set(event.data.data.interactionId, event);
        return interactionPrompt(event, undefined, shot, this);
      case 'interaction_invalid':
        return interactionPrompt(this.cardOf(event), event, shot, this);
      case 'otp_verification_required':
        return oneTimeCodePrompt(event, shot, this, this.turn.hold$);
    }
  }

  private cardOf({ data }: InteractionInvalid): Pick<InteractionRequired, 'data'> {
    return (
      this.cards.get(data.data.interactionId) ?? {
        data: { ...data, data: { ...data.data, spec: {}, reason: data.data.message } },
      }
    );
  }

  /** An answer has an id of its own, so that what the server says to it cannot end the turn. */
  private send<E extends ServerEvent>(action: Unsent<AnswerAction>): Observable<E> {
    const { channel } = this.turn;
    return defer(() => {
      const answerId = channel.newRequestId();
      this.answerId = answerId;
      return (channel.request(action, answerId) as Observable<E>).pipe(
        tap({
          error: (error: unknown) => {
            // Told to whoever watches the turn, too: the answer may have nobody who listens.
            if (isSmoothOperatorError(error) && error.kind === 'failed') {
              this.turn.emit(error.event);
            }
          },
        }),
        finalize(() => {
          if (this.answerId === answerId) this.answerId = undefined;
          this.turn.settled();
        }),
      );
    });
  }
}

type AnswerAction = Extract<
  Parameters<Channel['send']>[0],
  { action: 'confirm_tool_action' | 'submit_interaction' | 'verify_otp' }
>;
