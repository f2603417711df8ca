import { asyncScheduler, defer, throwError, type Observable } from 'rxjs';
import {
  operatorError,
  PROMPT_EXPIRY_MS,
  type ImmediateResponse,
  type InteractionInvalid,
  type InteractionRequired,
  type JsonObject,
  type OtpInvalid,
  type OtpVerificationRequired,
  type OtpVerified,
  type WriteConfirmationRequired,
} from '../protocol';

export type PromptState = 'pending' | 'answered' | 'expired';

interface PromptBase {
  readonly requestId: string;
  /** When the server stops waiting, in epoch milliseconds of this machine's clock; codes have `Infinity`. */
  readonly expiresAt: number;
  readonly state: PromptState;
}

/**
 * A write that waits for approval. Answers are cold: subscribing sends the one answer there is and
 * emits what the server said to it. Answering twice, or after the prompt has expired, errors and
 * sends nothing.
 */
export interface WritePrompt extends PromptBase {
  readonly toolId: string;
  readonly actionDescription: string;
  approve(): Observable<ImmediateResponse>;
  deny(): Observable<ImmediateResponse>;
}

/** A card that waits for values. An `interaction_invalid` in reply comes with a prompt of its own. */
export interface InteractionPrompt extends PromptBase {
  readonly interactionId: string;
  readonly kind: string;
  /** What the card asks for, and why. */
  readonly spec: JsonObject;
  readonly reason: string;
  /** What was wrong with the last answer; empty at first. */
  readonly errors: InteractionInvalid['data']['data']['errors'];
  submit(values: JsonObject): Observable<ImmediateResponse | InteractionInvalid>;
  decline(): Observable<ImmediateResponse | InteractionInvalid>;
}

/**
 * A one-time code to be verified. It does not park its turn and outlives it; a wrong code leaves it
 * pending while attempts remain.
 */
export interface OneTimeCodePrompt extends PromptBase {
  readonly toolId: string;
  readonly actionDescription: string;
  readonly availableChannels: OtpVerificationRequired['data']['data']['availableChannels'];
  readonly authLevel: string;
  verify(code: string): Observable<OtpVerified | OtpInvalid>;
  /**
   * Never emits. Holds the connection while it is subscribed to: the turn is over by the time a
   * person has read the code, and a code is verified in the session that asked for it.
   */
  readonly hold$: Observable<never>;
}

/** An answer that can be given once. */
export class OneShot {
  readonly expiresAt: number;
  private settled: PromptState = 'pending';

  constructor(
    readonly requestId: string,
    lifetime = PROMPT_EXPIRY_MS,
  ) {
    this.expiresAt = asyncScheduler.now() + lifetime;
  }

  get state(): PromptState {
    if (this.settled === 'pending' && asyncScheduler.now() >= this.expiresAt) return 'expired';
    return this.settled;
  }

  expire(): void {
    if (this.settled === 'pending') this.settled = 'expired';
  }

  reopen(): void {
    this.settled = 'pending';
  }

  /** Defers `send` to its subscription, and lets only the first one through. */
  once<T>(send: () => Observable<T>): Observable<T> {
    return defer(() => {
      const { state } = this;
      if (state !== 'pending') return throwError(() => refused(state, this.requestId));
      this.settled = 'answered';
      return send();
    });
  }
}

function refused(state: Exclude<PromptState, 'pending'>, requestId: string) {
  return state === 'answered'
    ? operatorError(
        'prompt',
        'PROMPT_ANSWERED',
        'This prompt has been answered already; nothing was sent.',
        { state, requestId },
      )
    : operatorError(
        'prompt',
        'PROMPT_EXPIRED',
        'This prompt has expired: its turn ended, its connection was lost, or the server stopped waiting. Nothing was sent.',
        { state, requestId },
      );
}

export type InteractionAnswer = { readonly values: JsonObject } | { readonly declined: true };

/** What an answer travels through: the turn that was asked, on the socket it was asked on. */
export interface Answers {
  confirm(approved: boolean): Observable<ImmediateResponse>;
  submit(
    interaction: { readonly interactionId: string; readonly kind: string },
    answer: InteractionAnswer,
  ): Observable<ImmediateResponse | InteractionInvalid>;
  verify(shot: OneShot, code: string): Observable<OtpVerified | OtpInvalid>;
}

export function writePrompt(
  { data: { data } }: WriteConfirmationRequired,
  shot: OneShot,
  answers: Answers,
): WritePrompt {
  return withState(shot, {
    toolId: data.toolId,
    actionDescription: data.actionDescription,
    approve: () => shot.once(() => answers.confirm(true)),
    deny: () => shot.once(() => answers.confirm(false)),
  });
}

/** @param invalid - what the server said to the last answer, if this is not the first question */
export function interactionPrompt(
  { data: { data } }: Pick<InteractionRequired, 'data'>,
  invalid: InteractionInvalid | undefined,
  shot: OneShot,
  answers: Answers,
): InteractionPrompt {
  return withState(shot, {
    ...data,
    errors: invalid?.data.data.errors ?? [],
    submit: (values: JsonObject) => shot.once(() => answers.submit(data, { values })),
    decline: () => shot.once(() => answers.submit(data, { declined: true })),
  });
}

export function oneTimeCodePrompt(
  { data: { data } }: OtpVerificationRequired,
  shot: OneShot,
  answers: Answers,
  hold$: Observable<never>,
): OneTimeCodePrompt {
  return withState(shot, {
    hold$,
    toolId: data.toolId,
    actionDescription: data.actionDescription,
    availableChannels: data.availableChannels,
    authLevel: data.authLevel,
    verify: (code: string) => shot.once(() => answers.verify(shot, code)),
  });
}

function withState<T extends object>(shot: OneShot, prompt: T): T & PromptBase {
  return Object.defineProperty(
    { ...prompt, requestId: shot.requestId, expiresAt: shot.expiresAt },
    'state',
    { enumerable: true, get: () => shot.state },
  ) as T & PromptBase;
}
