import type { Cause } from './cause';

/** What to do about a cause: try again, stop, or stop because the credentials were refused. */
export type Verdict = 'retry' | 'stop' | 'unauthorized';
/** Without a verdict, the defaults decide. */
export type Classify = (cause: Cause) => Verdict | undefined;

/**
 * The close codes, and the HTTP answers to a handshake, that end the retrying; every other one is
 * retried. PROTOCOL.md has the same table.
 */
const FATAL: Readonly<Partial<Record<number, Verdict>>> = {
  1002: 'stop', // protocol error: the next attempt would say the same
  1003: 'stop', // unsupported data
  1007: 'stop', // invalid data
  1008: 'stop', // policy violation
  1009: 'stop', // message too big: the next attempt would send it again
  1010: 'stop', // extension required
  4400: 'stop',
  4401: 'unauthorized',
  4403: 'unauthorized',
  400: 'stop',
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'stop',
  426: 'stop',
};

/** The defaults: what is likely to pass is retried, what would only be repeated is not. */
export const classifyCause = (cause: Cause): Verdict => {
  if (cause.kind === 'unusable') return 'stop';
  const { code, status = 0 } = cause as { readonly code?: number; readonly status?: number };
  return FATAL[code ?? status] ?? 'retry';
};

const decided = new WeakMap<Cause, Verdict>();

/**
 * What is decided on a cause, once for each: the connection and its turns both want to know. A
 * `classify` that throws, or gives no verdict, decides nothing: the defaults do.
 */
export function verdictOn(cause: Cause, classify: Classify): Verdict {
  let verdict = decided.get(cause);
  if (verdict === undefined) {
    try {
      verdict = classify(cause);
    } catch {
      // as below
    }
    verdict ??= classifyCause(cause);
    decided.set(cause, verdict);
  }
  return verdict;
}
