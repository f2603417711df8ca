import { asyncScheduler, type Subscriber } from 'rxjs';
import {
  BUSY_RETRY_MS,
  errorOf,
  Status,
  type DecodeFailure,
  type ErrorCode,
  type ErrorEvent,
  type ServerEvent,
} from '../protocol';
import { isToolActivity } from '../protocol/toolActivity';
import type { Cause } from '../socket/cause';
import type { TurnEvent } from './events';
import type { Place } from './lane';
import { leaving } from './leaving';
import type { Message } from './message';
import {
  endsTurn,
  failed,
  interrupted,
  mayAnswerAnswer,
  TERMINAL,
  timedOut,
  undecodable,
} from './outcome';
import { Span } from './progress';
import { recovered, type Lost } from './recovery';
import type { Route } from './route';
import { StreamedText } from './streamedText';
import type { TurnContext } from './turnContext';
import { turnPrompts, type PromptEvent, type TurnPrompts } from './turnPrompts';

/**
 * One turn on the wire, from its `send_message` to its terminal event.
 *
 * ```
 * unsent -> sent -> acknowledged -> ended        a terminal event, a loss, a timeout
 *   ^        |          |
 *   |        +----------+--> ended               unsubscribed: cancel sent, see `leaving`
 *   +-- TURN_IN_PROGRESS, once
 * ```
 */
export class LiveTurn implements Route {
  // In the order of their use: the first four are all that a token touches.
  requestId = '';
  readonly #subscriber: Subscriber<TurnEvent>;
  #quietTicks = 0;
  readonly #text = new StreamedText();
  readonly #context: TurnContext;
  readonly #message: Message;
  #phase: 'unsent' | 'sent' | 'acknowledged' | 'ended' = 'unsent';
  readonly #span: Span;
  #ticks = 0;
  #toolsRan = false;
  #offeredTwice: boolean | undefined;
  #cancelSent: boolean | undefined;
  #prompts: TurnPrompts | undefined;

  constructor(
    context: TurnContext,
    message: Message,
    subscriber: Subscriber<TurnEvent>,
    release: Place['release'],
  ) {
    this.#context = context;
    this.#span = new Span(context.progress, message.message, release);
    this.#message = message;
    this.#subscriber = subscriber;
  }

  send(): void {
    const { channel, sessionId } = this.#context;
    try {
      this.requestId = channel.newRequestId();
      channel.add(this); // first: the answer may come before send returns
      if (this.#phase === 'ended') return; // the channel was lost already, and has said so
      this.#phase = 'sent';
      const { requestId } = this;
      channel.send({ action: 'send_message', requestId, sessionId, ...this.#message });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Unsubscribed: stops the turn if it has not ended. */
  leave(): void {
    if (this.#phase === 'unsent') this.#end();
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#prompts?.expire();
    this.#context.channel.remove(this);
    leaving(this.#context, this.requestId, this.#span); // first: the answer may come at once
    this.cancel();
  }

  /** Asks the server to stop; its `cancelled` ends the turn. False if the server has nothing to stop. */
  cancel(): boolean {
    if (this.#phase === 'unsent') return false;
    if (this.#cancelSent) return true;
    this.#cancelSent = true;
    const { channel, sessionId } = this.#context;
    channel.send({ action: 'cancel', requestId: this.requestId, sessionId });
    return true;
  }

  next(event: ServerEvent): void {
    this.#quietTicks = 0;
    switch (event.type) {
      case 'stream_token': // first: it is most of what comes
        this.#text.add(event.data.token);
        break;
      case 'stream_chunk':
        if (isToolActivity(event)) this.#toolsRan = true;
        break;
      case 'immediate_response':
        if (event.status !== Status.ACCEPTED && this.#prompts?.answerWith(event)) return;
        if (this.#phase === 'sent') this.#phase = 'acknowledged';
        break;
      case 'otp_invalid':
      case 'otp_verified':
        if (this.#prompts?.answerWith(event)) return;
        break;
      case 'interaction_invalid':
        if (!this.#prompts?.answerWith(event)) this.#ask(event);
        return;
      case 'interaction_required':
      case 'otp_verification_required':
      case 'write_confirmation_required':
        this.#ask(event);
        return;
      case 'error':
        this.#refused(event);
        return;
      case 'eventual_response':
      case 'cancelled':
        this.#finish(event);
        this.#subscriber.complete();
        return;
    }
    this.#subscriber.next(event);
  }

  undecodable(failure: DecodeFailure): void {
    if (TERMINAL.has(failure.tag)) this.#fail(undecodable(failure, this.requestId));
  }

  lost(cause: Cause, mayRetry: boolean): void {
    const { latest$, limits } = this.#context;
    const requestId = this.requestId;
    const span = this.#span;
    const text = this.#text;
    const isAcknowledged = this.#phase === 'acknowledged' || text.length > 0;
    const wasSent = isAcknowledged || this.#phase === 'sent';
    const within = mayRetry && !this.#prompts?.isParked() ? limits.recoverWithin : 0;
    const error: Lost['error'] = (delivery) =>
      interrupted(cause, mayRetry, requestId, text.value, delivery, this.#toolsRan);
    const lost: Lost = { requestId, text, span, isAcknowledged, error };
    this.#phase = 'ended';
    this.#prompts?.expire();
    span.leavePlace(); // it counts as one that runs until it has been looked up
    if (!wasSent) this.#fail(error('unsent'));
    else recovered(lost, latest$, within).subscribe(this.#subscriber);
  }

  tick(): void {
    if (this.#prompts?.isParked()) return; // a human's time is free
    const { tick, idleTimeout, turnTimeout } = this.#context.limits;
    this.#ticks++;
    this.#quietTicks++;
    const isQuiet = this.#quietTicks * tick > idleTimeout;
    if (this.#ticks * tick > turnTimeout) this.#timeOut('turn', turnTimeout);
    else if (isQuiet && (this.#quietTicks - 1) * tick <= idleTimeout) this.#probe();
  }

  #refused(event: ErrorEvent): void {
    const { code } = errorOf(event);
    if (mayAnswerAnswer(code) && this.#prompts?.answerWith(event)) return;
    const isBusy = code === ('TURN_IN_PROGRESS' satisfies ErrorCode);
    // Of a turn that was acknowledged it cannot be said: it is about another frame.
    if (!endsTurn(code) || (isBusy && this.#phase === 'acknowledged')) this.#subscriber.next(event);
    else if (isBusy && !this.#offeredTwice && !this.#cancelSent) this.#offerAgain();
    else {
      this.#finish(event);
      const isFinal = this.#toolsRan || this.#cancelSent;
      this.#subscriber.error(failed(event, this.requestId, isFinal));
    }
  }

  /** A server's slot may be free a moment later than its terminal event says. */
  #offerAgain(): void {
    this.#offeredTwice = true;
    this.#phase = 'unsent';
    this.#context.channel.remove(this);
    this.#subscriber.add(
      asyncScheduler.schedule(() => {
        this.send();
      }, BUSY_RETRY_MS),
    );
  }

  /** Emits an event with its prompt. */
  #ask(event: PromptEvent): void {
    this.#prompts ??= turnPrompts(this.#context, this.requestId, this.#subscriber, (approved) => {
      this.#quietTicks = 0;
      if (approved) this.#toolsRan = true;
    });
    this.#prompts.ask(event);
  }

  #probe(): void {
    const { channel, limits } = this.#context;
    this.#subscriber.add(
      channel.pong$.subscribe({
        complete: () => (this.#quietTicks = 0),
        error: () => {
          if (this.#quietTicks * limits.tick > limits.idleTimeout) {
            this.#timeOut('frame', limits.idleTimeout);
          }
        },
      }),
    );
  }

  #timeOut(waitedFor: 'frame' | 'turn', ms: number): void {
    this.leave();
    this.#subscriber.error(
      timedOut(waitedFor, ms, this.requestId, this.#text.value, this.#toolsRan),
    );
  }

  /** The terminal event: settled before it is emitted, so that leaving on it cancels nothing. */
  #finish(event: ServerEvent): void {
    this.#phase = 'ended';
    this.#context.progress.learn(event);
    this.#subscriber.next(event as TurnEvent);
    this.#end();
  }

  #fail(error: unknown): void {
    this.#end();
    this.#subscriber.error(error);
  }

  #end(): void {
    this.#phase = 'ended';
    this.#context.channel.remove(this);
    this.#prompts?.expire();
    this.#span.end();
  }
}
