import { FRAME_MAX_BYTES, MESSAGE_MAX } from '../protocol';

/**
 * What one client may ask of the server. Counts and times may be `Infinity`: then there is no limit.
 */
export interface Limits {
  /**
   * The largest frame that is read, in bytes. A larger one is answered with `VALIDATION_ERROR`; one
   * that is also above 16 MiB is not even received: its connection is closed with 1009.
   * @defaultValue 1048576
   */
  readonly frameBytes: number;
  /**
   * The longest message, in code points: up to the 10,000 of the protocol. A longer one is answered
   * with `VALIDATION_ERROR`.
   * @defaultValue 10000
   */
  readonly messageLength: number;
  /**
   * How many turns a connection may begin within any minute. One more is answered with
   * `RATE_LIMITED`, which says in `data.details.retryAfterMs` how long to wait.
   * @defaultValue 600
   */
  readonly turnsPerMinute: number;
  /**
   * The same for all connections from one address, also those that have left: coming back starts no
   * new minute.
   * @defaultValue 6000
   */
  readonly addressTurnsPerMinute: number;
  /**
   * How many sessions one address may open within any minute. One more is answered with
   * `RATE_LIMITED`: a session is kept for good.
   * @defaultValue 6000
   */
  readonly addressSessionsPerMinute: number;
  /**
   * How many connections one address may have. One more is refused with 429.
   * @defaultValue 1000
   */
  readonly addressConnections: number;
  /**
   * How many requests of a connection may wait for their answer, for example while the store is
   * slow. One more is answered with `RATE_LIMITED`; a `cancel` and a `ping` are always taken.
   * @defaultValue 100
   */
  readonly openRequests: number;
  /**
   * How many bytes may wait for a client that reads too slowly. From a quarter of it on, no more
   * frames are read from this client; an event that would go beyond is not sent, and the connection
   * is closed with 1013.
   * @defaultValue 4194304
   */
  readonly outboundBytes: number;
  /**
   * How long a client may stay behind with reading, in milliseconds, before its connection is closed
   * with 1013.
   * @defaultValue 30000
   */
  readonly slowReaderTimeout: number;
  /**
   * How long a connection may be idle, in milliseconds: no frame comes, a `ping` being one, and
   * nothing is under way. Then it is closed with 1000.
   * @defaultValue 3600000
   */
  readonly idleTimeout: number;
}

interface Range {
  readonly preset: number;
  readonly max: number;
  readonly mayBeOff?: true;
}

/** The longest delay a timer can have, in milliseconds. */
const TIMER_MAX = 2_147_483_647;
const COUNT_MAX = Number.MAX_SAFE_INTEGER;

const RANGES: Readonly<Record<keyof Limits, Range>> = {
  frameBytes: { preset: FRAME_MAX_BYTES, max: COUNT_MAX },
  messageLength: { preset: MESSAGE_MAX, max: MESSAGE_MAX },
  turnsPerMinute: { preset: 600, max: COUNT_MAX, mayBeOff: true },
  addressTurnsPerMinute: { preset: 6_000, max: COUNT_MAX, mayBeOff: true },
  addressSessionsPerMinute: { preset: 6_000, max: COUNT_MAX, mayBeOff: true },
  addressConnections: { preset: 1_000, max: COUNT_MAX, mayBeOff: true },
  openRequests: { preset: 100, max: COUNT_MAX, mayBeOff: true },
  outboundBytes: { preset: 4 * FRAME_MAX_BYTES, max: COUNT_MAX, mayBeOff: true },
  slowReaderTimeout: { preset: 30_000, max: TIMER_MAX, mayBeOff: true },
  idleTimeout: { preset: 3_600_000, max: TIMER_MAX, mayBeOff: true },
};

/** What `limits` must be, after “must be”. */
export const LIMITS_RULE = `an object of whole numbers above 0, named ${Object.keys(RANGES).join(', ')}; messageLength up to ${MESSAGE_MAX}, times below 2^31 ms, and Infinity for none, except for frameBytes and messageLength`;

/** The limits with their defaults. */
export function limitsOf(limits: Partial<Limits> = {}): Limits {
  const presets = Object.entries(RANGES).map(([name, { preset }]) => [name, preset] as const);
  const given = Object.entries(limits).filter(([, limit]) => (limit as unknown) !== undefined);
  // Every limit has its range, and with it its default.
  return Object.fromEntries([...presets, ...given]) as unknown as Limits;
}

export function isLimits(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([name, limit]) =>
        Object.hasOwn(RANGES, name) &&
        (limit === undefined || isWithin(RANGES[name as keyof Limits], limit)),
    )
  );
}

function isWithin({ max, mayBeOff }: Range, limit: unknown): boolean {
  if (limit === Infinity) return mayBeOff === true;
  return Number.isSafeInteger(limit) && Number(limit) >= 1 && Number(limit) <= max;
}
