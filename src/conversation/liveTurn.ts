import { timer, type Observable, type Subscriber } from 'rxjs';
import {
  ErrorCode,
  errorOf,
  operatorError,
  Status,
  toolActivity,
  type DecodeFailure,
  type ErrorEvent,
  type OtpInvalid,
  type OtpVerified,
  type SendMessage,
  type ServerEvent,
} from '../protocol';
import type { Cause } from '../socket/cause';
import type { Channel } from './channel';
import type { TurnEvent } from './events';
import type { Release } from './lane';
import { endsTurn, failed, interrupted, undecodable } from './outcome';
import type { Route } from './route';
import { TurnPrompts, type PromptEvent } from './turnPrompts';

/** How long to wait before a turn that met `TURN_IN_PROGRESS` is offered once more, in milliseconds. */
const BUSY_RETRY_MS = 250;

/**
 * How many characters of an answer are kept as they came. Engines keep a string that was added to
 * as a tree of its pieces, some sixty bytes for each token; copied, it takes a byte or two for each
 * character, however long the answer gets.
 */
const FLATTEN = 4_096;

const TERMINAL: ReadonlySet<unknown> = new Set(['eventual_response', 'cancelled', 'error']);

/** Codes that answer an answer, when one is under way and the server echoes the turn's id for it. */
const ABOUT_ANSWERS: ReadonlySet<string> = new Set([
  ErrorCode.VALIDATION_ERROR,
  ErrorCode.NO_PENDING_CONFIRMATION,
  ErrorCode.NO_PENDING_INTERACTION,
  ErrorCode.INTERACTION_MISMATCH,
]);

/** What a turn is run with; shared by the turns of a client, or of a session on one channel. */
export interface TurnContext {
  readonly channel: Channel;
  readonly sessionId: string;
  /** Holds the connection for as long as it is subscribed to. */
  readonly hold$: Observable<never>;
  readonly limits: TurnLimits;
}

/** Silences are counted in ticks, see `Channel.tick`. */
export interface TurnLimits {
  readonly tick: number;
  readonly idleTimeout: number;
  readonly turnTimeout: number;
}

export type Message = Omit<SendMessage, 'action' | 'requestId' | 'sessionId'>;

/**
 * One turn on the wire, from its `send_message` to its terminal event.
 *
 * ```
 * unsent -> sent -> acknowledged -> ended        a terminal event, a loss, a timeout
 *   ^        |          |
 *   |        +----------+--> leaving -> ended    unsubscribed: cancel sent, its answer awaited
 *   +-- TURN_IN_PROGRESS, once
 * ```
 *
 * `leaving` exists because the server's slot is taken until the cancel has been answered: a turn
 * that were sent before that would be refused.
 */
export class LiveTurn implements Route {
  // In the order of their use: the first three are all that a token touches.
  readonly #subscriber: Subscriber<TurnEvent>;
  #quietTicks = 0;
  #tokens = '';
  #text = '';
  readonly #context: TurnContext;
  readonly #message: Message;
  readonly #release: Release;
  #phase: 'unsent' | 'sent' | 'acknowledged' | 'leaving' | 'ended' = 'unsent';
  #requestId = '';
  #ticks = 0;
  #toolsRan = false;
  #offeredTwice = false;
  #cancelSent = false;
  #prompts: TurnPrompts | undefined = undefined;

  constructor(
    context: TurnContext,
    message: Message,
    subscriber: Subscriber<TurnEvent>,
    release: Release,
  ) {
    this.#context = context;
    this.#message = message;
    this.#subscriber = subscriber;
    this.#release = release;
  }

  send(): void {
    const { channel, sessionId } = this.#context;
    this.#requestId = channel.newRequestId();
    this.#phase = 'sent';
    channel.add(this.#requestId, this); // first: the answer may come before send returns
    channel.send({
      ...this.#message,
      action: 'send_message',
      requestId: this.#requestId,
      sessionId,
    });
  }

  /** Unsubscribed: stops the turn if it has not ended. */
  leave(): void {
    if (this.#phase === 'unsent') this.#end();
    if (this.#phase === 'ended' || this.#phase === 'leaving') return;
    this.cancel();
    this.#phase = 'leaving';
    this.#quietTicks = 0;
    this.#prompts?.expire();
  }

  /** Asks the server to stop; its `cancelled` ends the turn. */
  cancel(): void {
    if (this.#cancelSent || this.#phase === 'ended') return;
    this.#cancelSent = true;
    const { channel, sessionId } = this.#context;
    channel.send({ action: 'cancel', requestId: this.#requestId, sessionId });
  }

  next(event: ServerEvent): void {
    this.#quietTicks = 0;
    switch (event.type) {
      case 'stream_token': // first: it is most of what comes
        this.#tokens += event.data.token;
        if (this.#tokens.length >= FLATTEN) this.#flatten();
        this.#subscriber.next(event);
        return;
      case 'stream_chunk':
        if (toolActivity(event)) this.#toolsRan = true;
        this.#subscriber.next(event);
        return;
      case 'immediate_response':
        if (event.status !== Status.ACCEPTED && this.#prompts?.answerWith(event)) return;
        if (this.#phase === 'sent') this.#phase = 'acknowledged';
        this.#subscriber.next(event);
        return;
      case 'interaction_invalid':
      case 'otp_invalid':
      case 'otp_verified':
        if (!this.#prompts?.answerWith(event)) this.#pass(event);
        return;
      case 'write_confirmation_required':
      case 'interaction_required':
      case 'otp_verification_required':
        this.#pass(event);
        return;
      case 'error':
        this.#refused(event);
        return;
      case 'eventual_response':
      case 'cancelled':
        this.#finish(event);
        this.#subscriber.complete();
        return;
      default:
        this.#subscriber.next(event);
    }
  }

  undecodable(failure: DecodeFailure): void {
    if (TERMINAL.has(failure.tag)) this.#fail(undecodable(failure, this.#requestId));
  }

  lost(cause: Cause): void {
    const requestId = this.#requestId;
    const toolsRan = this.#toolsRan;
    const partialText = this.#text + this.#tokens;
    const delivery = this.#phase === 'acknowledged' || partialText !== '' ? 'sent' : 'unknown';
    this.#fail(interrupted(cause, { requestId, partialText, delivery, toolsRan }));
  }

  tick(): void {
    if (this.#prompts?.parked) return; // a human's time is free
    const { tick, idleTimeout, turnTimeout } = this.#context.limits;
    this.#ticks++;
    this.#quietTicks++;
    const isQuiet = this.#quietTicks * tick > idleTimeout;
    if (this.#phase === 'leaving') {
      if (isQuiet) this.#end();
    } else if (this.#ticks * tick > turnTimeout) this.#timeOut('turn', turnTimeout);
    else if (isQuiet && (this.#quietTicks - 1) * tick <= idleTimeout) this.#probe();
  }

  #refused(event: ErrorEvent): void {
    const { code } = errorOf(event);
    if (ABOUT_ANSWERS.has(code) && this.#prompts?.answerWith(event)) return;
    if (!endsTurn(event)) {
      this.#subscriber.next(event);
    } else if (
      code === ErrorCode.TURN_IN_PROGRESS &&
      this.#phase === 'sent' &&
      !this.#offeredTwice
    ) {
      this.#offerAgain();
    } else {
      const requestId = this.#requestId;
      const toolsRan = this.#toolsRan;
      this.#finish(event);
      this.#subscriber.error(failed(event, requestId, toolsRan));
    }
  }

  /** A server's slot may be free a moment later than its terminal event says. */
  #offerAgain(): void {
    this.#offeredTwice = true;
    this.#phase = 'unsent';
    this.#context.channel.remove(this.#requestId, this);
    this.#subscriber.add(
      timer(BUSY_RETRY_MS).subscribe(() => {
        this.send();
      }),
    );
  }

  /** Emits an event, with its prompt if it asks for an answer. */
  #pass(event: PromptEvent | OtpInvalid | OtpVerified): void {
    if (event.type === 'otp_invalid' || event.type === 'otp_verified') {
      this.#subscriber.next(event);
      return;
    }
    this.#prompts ??= new TurnPrompts({
      ...this.#context,
      requestId: this.#requestId,
      emit: (asking) => {
        this.#subscriber.next(asking);
      },
      approved: () => {
        this.#toolsRan = true;
      },
      settled: () => {
        this.#quietTicks = 0;
      },
    });
    this.#prompts.ask(event);
  }

  #probe(): void {
    const { channel, limits } = this.#context;
    this.#subscriber.add(
      channel.pong$.subscribe({
        next: () => {
          this.#quietTicks = 0;
        },
        error: () => {
          if (this.#quietTicks * limits.tick > limits.idleTimeout) {
            this.#timeOut('frame', limits.idleTimeout);
          }
        },
      }),
    );
  }

  #timeOut(waitedFor: 'frame' | 'turn', afterMs: number): void {
    const requestId = this.#requestId;
    const toolsRan = this.#toolsRan;
    const partialText = this.#text + this.#tokens;
    this.leave();
    this.#subscriber.error(
      operatorError(
        'timeout',
        waitedFor === 'turn' ? 'TURN_TIMEOUT' : 'IDLE_TIMEOUT',
        waitedFor === 'turn'
          ? `The turn was not over after ${afterMs} ms; it has been cancelled.`
          : `Nothing came for ${afterMs} ms, and a ping was not answered; the turn has been cancelled.`,
        { requestId, waitedFor, afterMs, partialText, retryable: !toolsRan },
      ),
    );
  }

  #flatten(): void {
    this.#text += [this.#tokens, ''].join(''); // joining copies
    this.#tokens = '';
  }

  /** The terminal event: settled before it is emitted, so that leaving on it cancels nothing. */
  #finish(event: ServerEvent): void {
    this.#phase = 'ended';
    this.#subscriber.next(event as TurnEvent);
    this.#end();
  }

  #fail(error: unknown): void {
    this.#end();
    this.#subscriber.error(error);
  }

  #end(): void {
    this.#phase = 'ended';
    this.#context.channel.remove(this.#requestId, this);
    this.#prompts?.expire();
    this.#release();
  }
}
