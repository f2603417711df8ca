import type { Observable } from 'rxjs';
import type {
  ImmediateResponse,
  InteractionInvalid,
  InteractionRequired,
  JsonObject,
  OtpInvalid,
  OtpVerificationRequired,
  OtpVerified,
  WriteConfirmationRequired,
} from '../protocol';

export type PromptState = 'pending' | 'answered' | 'expired';

/** What an event asks for, and the way to answer it: the payload `P` is the event's own. */
type Prompt<P, Answer, Reply> = P & {
  readonly requestId: string;
  /** When the server stops waiting, in epoch milliseconds of this machine's clock; codes have `Infinity`. */
  readonly expiresAt: number;
  readonly state: PromptState;
  /**
   * Cold: subscribing sends the answer, and emits what the server says to it. There is one answer;
   * a second one, or one after the prompt has expired, errors with kind `prompt` and sends nothing.
   */
  answer(answer: Answer): Observable<Reply>;
};

/** A write that waits for approval. */
export type WritePrompt = Prompt<
  WriteConfirmationRequired['data']['data'],
  { readonly approved: boolean },
  ImmediateResponse
>;

/** A card that waits for values. An `interaction_invalid` in reply comes with a prompt of its own. */
export type InteractionPrompt = Prompt<
  InteractionRequired['data']['data'] & {
    /** What was wrong with the last answer; absent at first. */
    readonly errors?: InteractionInvalid['data']['data']['errors'];
  },
  { readonly values: JsonObject } | { readonly declined: true },
  ImmediateResponse | InteractionInvalid
>;

/**
 * A one-time code to be verified. It does not park its turn and outlives it; a wrong code leaves it
 * pending while attempts remain.
 */
export type OneTimeCodePrompt = Prompt<
  OtpVerificationRequired['data']['data'],
  { readonly code: string },
  OtpVerified | OtpInvalid
> & {
  /**
   * Never emits. Holds the connection while it is subscribed to: the turn is over by the time a
   * person has read the code, and a code is verified in the session that asked for it.
   */
  readonly hold$: Observable<never>;
};
