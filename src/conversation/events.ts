import type { RecoveredEvent } from './recovery';
import type {
  InteractionInvalid,
  InteractionRequired,
  OtpVerificationRequired,
  ServerEvent,
  WriteConfirmationRequired,
} from '../protocol';
import type { InteractionPrompt, OneTimeCodePrompt, WritePrompt } from './prompt';

/** The events that ask for an answer. The ability to give it travels with them, in `prompt`. */
type Answerable =
  | (WriteConfirmationRequired & { readonly prompt: WritePrompt })
  | ((InteractionRequired | InteractionInvalid) & { readonly prompt: InteractionPrompt })
  | (OtpVerificationRequired & { readonly prompt: OneTimeCodePrompt });

/**
 * What a turn emits: the server's events as they came. `prompt` is not enumerable, so an event
 * compares, prints and serialises as the plain data that was received. What is marked `recovered` was
 * not received: it was found in the history after the connection had been lost.
 */
export type TurnEvent =
  | Exclude<ServerEvent, { type: Answerable['type'] | RecoveredEvent['type'] }>
  | Answerable
  | RecoveredEvent;
