import { takeUntil, throwError, throwIfEmpty, timer, type Observable } from 'rxjs';
import {
  confirmWrites,
  reply,
  retryTurn,
  type Message,
  type Reply,
  type Session,
  type SmoothOperatorError,
  type WritePrompt,
} from '../../index';
import { ErrorCode } from '../../protocol';
import { isRecord } from './prompt';
import { Unanswered } from './unanswered';

export interface Asking {
  /** How often a prompt that failed is asked again. */
  readonly retries: number;
  readonly decide: (prompt: WritePrompt) => boolean;
  /** The server takes no turns now. */
  readonly onBusy: (error: SmoothOperatorError) => void;
  /** From then on nothing is asked again. */
  readonly draining$: Observable<unknown>;
}

/** Milliseconds; doubled with each retry. */
const BACKOFF = 1_000;

/** Refusals of a server that has nothing against the prompt: they say later, not no. */
const LATER = new Set<string>([
  ErrorCode.RATE_LIMITED,
  ErrorCode.SERVER_DRAINING,
] satisfies ErrorCode[]);

/**
 * Asks a prompt, again where that can help. A server that says later is taken at its word, as often
 * as it says so: that is no failure of the prompt, and counts as none of its retries.
 *
 * ```
 * turn  --#RATE_LIMITED     --ack--#         --ack--(eventual_response|)
 *                      42 s          retry 1
 * ask   ---------------------------------------------(reply|)
 * ```
 *
 * @throws through the Observable, the error of the last attempt
 */
export function ask(
  session: Pick<Session, 'turn'>,
  message: string | Message,
  { retries, decide, onBusy, draining$ }: Asking,
): Observable<Reply> {
  return session.turn(message).pipe(
    confirmWrites(decide),
    retryTurn({
      count: Infinity,
      delay: (error) => {
        if (!LATER.has(error.code)) return throwError(() => error);
        onBusy(error);
        return timer(laterIn(error)).pipe(takeUntil(draining$));
      },
    }),
    retryTurn({
      count: retries,
      delay: (error, retry) =>
        // The connection has been waited for: there is no use in doing so again.
        error.kind === 'offline' || LATER.has(error.code)
          ? throwError(() => error)
          : timer(BACKOFF * 2 ** (retry - 1)).pipe(takeUntil(draining$)),
    }),
    reply(),
    throwIfEmpty(() => new Unanswered('cancelled', 'CANCELLED', 'The turn was cancelled.')),
  );
}

/** How long the server wants to be left alone, in milliseconds. */
function laterIn(error: SmoothOperatorError): number {
  const details = error.kind === 'failed' ? error.details : undefined;
  const after = isRecord(details) ? details['retryAfterMs'] : undefined;
  return typeof after === 'number' && after > 0 && after < 2 ** 31 ? after : BACKOFF;
}
