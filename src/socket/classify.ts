import type { Cause } from './cause';

/** What to do about a cause: try again, stop, or stop because the credentials were refused. */
export type Verdict = 'retry' | 'stop' | 'unauthorized';
export type Classify = (cause: Cause) => Verdict;

/** The close codes that end the retrying; every other one is retried. PROTOCOL.md has the same table. */
const FATAL_CLOSE_CODES: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [1002, 'stop'], // protocol error: the next attempt would say the same
  [1003, 'stop'], // unsupported data
  [1007, 'stop'], // invalid data
  [1008, 'stop'], // policy violation
  [1009, 'stop'], // message too big: the next attempt would send it again
  [1010, 'stop'], // extension required
  [4400, 'stop'],
  [4401, 'unauthorized'],
  [4403, 'unauthorized'],
]);

const FATAL_HTTP_STATUS: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [400, 'stop'],
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [404, 'stop'],
  [426, 'stop'],
]);

/** The defaults: what is likely to pass is retried, what would only be repeated is not. */
export const classifyCause: Classify = (cause) => {
  switch (cause.kind) {
    case 'closed':
      return FATAL_CLOSE_CODES.get(cause.code) ?? 'retry';
    case 'handshake':
      return FATAL_HTTP_STATUS.get(cause.status ?? 0) ?? 'retry';
    case 'connect_timeout':
    case 'heartbeat':
    case 'token':
      return 'retry';
    case 'unusable':
      return 'stop';
  }
};
