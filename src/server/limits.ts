import { FRAME_MAX_BYTES } from '../protocol';

/** What one client may ask of the server. */
export interface Limits {
  /**
   * The largest frame that is read, in bytes. A larger one is answered with `VALIDATION_ERROR`; one
   * that is also above 16 MiB is not even received: its connection is closed with 1009.
   * @defaultValue 1048576
   */
  readonly frameBytes: number;
}

const DEFAULTS: Limits = {
  frameBytes: FRAME_MAX_BYTES,
};

/** What `limits` must be, after “must be”. */
export const LIMITS_RULE = `an object of whole numbers above 0, named ${Object.keys(DEFAULTS).join(', ')}`;

/** The limits with their defaults. */
export function limitsOf(limits: Partial<Limits> = {}): Limits {
  return { frameBytes: limits.frameBytes ?? DEFAULTS.frameBytes };
}

export function isLimits(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([name, limit]) =>
        Object.hasOwn(DEFAULTS, name) &&
        (limit === undefined || (Number.isSafeInteger(limit) && Number(limit) >= 1)),
    )
  );
}
