/** All times are milliseconds. */
export interface HeartbeatOptions {
  /** How long the socket may be silent before a ping is sent. @defaultValue 25000 */
  readonly idle?: number;
  /** How long to wait for any frame after the ping. @defaultValue 10000 */
  readonly patience?: number;
}

export const HEARTBEAT_DEFAULTS: Required<HeartbeatOptions> = { idle: 25_000, patience: 10_000 };
