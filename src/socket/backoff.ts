/** When to try again. All times are milliseconds. */
export interface ReconnectOptions {
  /** The first delay is anywhere between 0 and this. @defaultValue 500 */
  readonly baseDelay?: number;
  /** No delay is longer than this. @defaultValue 30000 */
  readonly maxDelay?: number;
  /** Attempts in a row before giving up. @defaultValue Infinity */
  readonly maxAttempts?: number;
  /** How long a socket must stay open before the delays start from the beginning. @defaultValue 10000 */
  readonly stableAfter?: number;
}

export const RECONNECT_DEFAULTS: Required<ReconnectOptions> = {
  baseDelay: 500,
  maxDelay: 30_000,
  maxAttempts: Infinity,
  stableAfter: 10_000,
};

/**
 * Exponential, capped, with full jitter: the ceiling doubles with each attempt, and the delay is
 * anywhere below it, so that clients which fell together do not come back together.
 *
 * @param attempt - 1 for the first retry
 * @param random - a number in [0, 1)
 */
export function backoffDelay(
  attempt: number,
  random: number,
  { baseDelay, maxDelay }: Pick<Required<ReconnectOptions>, 'baseDelay' | 'maxDelay'>,
): number {
  return Math.floor(random * Math.min(maxDelay, baseDelay * 2 ** (attempt - 1)));
}
