import { RECONNECT_DEFAULTS, type ReconnectOptions } from '../socket/backoff';
import { classifyCause, type Classify } from '../socket/classify';
import { HEARTBEAT_DEFAULTS, type HeartbeatOptions } from '../socket/heartbeat';
import { globalSocket, type CreateSocket } from '../socket/port';
import type { Probe } from '../socket/probe';
import type { Token } from '../socket/token';
import { uuid } from './ids';
import { BUSY_POLICY, type BusyPolicy } from './lane';
import type { OfflineQueueOptions } from './offline';
import { demand, invalidOption, type Shape } from './shape';

/** All times are milliseconds; `Infinity` switches a timeout off. */
export interface ClientOptions {
  /** Where the server listens: `ws:` or `wss:`. */
  readonly url: string;
  /** Sent as `?token=`. A getter is asked on every attempt to connect. @defaultValue none */
  readonly token?: Token;
  /** WebSocket subprotocols to offer. @defaultValue none */
  readonly protocols?: readonly string[];
  /** Makes the sockets. @defaultValue the global `WebSocket` */
  readonly socket?: CreateSocket;
  /**
   * Finds out why a handshake failed where the platform does not tell, as browsers do not; see
   * {@link httpProbe}. It may take half of `connectTimeout`. @defaultValue none
   */
  readonly probe?: Probe;
  /** How long a token and a handshake may take together. @defaultValue 30000 */
  readonly connectTimeout?: number;
  /** How long a request may go unanswered. @defaultValue 30000 */
  readonly requestTimeout?: number;
  /** How long a turn may be silent before the server is pinged. @defaultValue 30000 */
  readonly idleTimeout?: number;
  /** How long a turn may take in all, without the time people take to answer. @defaultValue Infinity */
  readonly turnTimeout?: number;
  /** How long the socket is kept after its last use. @defaultValue 1000 */
  readonly linger?: number;
  /**
   * How many sockets there may be, so that as many turns run at once: servers run one on each. They
   * open as they are needed, and close when they are not. @defaultValue 1
   */
  readonly connections?: number;
  /** What becomes of a turn while another one runs on each connection. @defaultValue 'queue' */
  readonly whenBusy?: BusyPolicy;
  /**
   * What becomes of a send while the connection is down: `reject`, or wait for it, so many at a
   * time and so long each. @defaultValue 'reject'
   */
  readonly whenOffline?: 'reject' | OfflineQueueOptions;
  /**
   * How long a turn whose connection was lost waits for another one, to look its reply up in the
   * history; 0 for not at all: it is interrupted at once. @defaultValue 30000
   */
  readonly recoverWithin?: number;
  /** When to try again; `false` for never. */
  readonly reconnect?: ReconnectOptions | false;
  readonly heartbeat?: HeartbeatOptions;
  /** Decides which causes end the retrying; `undefined` leaves one to the table in PROTOCOL.md. @defaultValue that table */
  readonly classify?: Classify;
  /** A number in [0, 1), for the jitter. @defaultValue Math.random */
  readonly random?: () => number;
  /** Makes the requestIds. @defaultValue random UUIDs */
  readonly requestId?: () => string;
}

export type ResolvedOptions = Required<
  Omit<ClientOptions, 'token' | 'probe' | 'reconnect' | 'heartbeat'>
> & {
  readonly token?: Token | undefined;
  readonly probe?: Probe | undefined;
  readonly reconnect: Required<ReconnectOptions>;
  readonly heartbeat: Required<HeartbeatOptions>;
};

/** Times are milliseconds. */
const SHAPE: Shape = {
  url: 'string',
  'token?': 'string or function',
  'protocols?': ['string'],
  'socket?': 'function',
  'probe?': 'function',
  'connectTimeout?': 1,
  'requestTimeout?': 1,
  'idleTimeout?': 1,
  'turnTimeout?': 1,
  'linger?': 0,
  'recoverWithin?': 0,
  'connections?': 1,
  'whenBusy?': BUSY_POLICY,
  'whenOffline?': { limit: 1, expiresAfter: 1 },
  'reconnect?': { 'baseDelay?': 0, 'maxDelay?': 0, 'maxAttempts?': 0, 'stableAfter?': 0 },
  'heartbeat?': { 'idle?': 1, 'patience?': 1 },
  'classify?': 'function',
  'random?': 'function',
  'requestId?': 'function',
};

/** The options with their defaults. Throws an error of kind `invalid` that names the bad one. */
export function resolveOptions(options: ClientOptions): ResolvedOptions {
  const {
    url,
    connections = 1,
    reconnect = {},
    heartbeat = {},
    whenOffline = 'reject',
    ...rest
  } = options;
  demand(
    'createClient',
    {
      ...options,
      reconnect: reconnect || undefined,
      whenOffline: whenOffline === 'reject' ? undefined : whenOffline,
    },
    SHAPE,
  );
  if (!isSocketUrl(url)) {
    throw invalidOption('createClient: url must be a ws:// or wss:// URL without a fragment');
  }
  if (!Number.isInteger(connections)) {
    throw invalidOption('createClient: connections must be an integer');
  }
  return {
    url,
    connections,
    protocols: [],
    socket: globalSocket,
    connectTimeout: 30_000,
    requestTimeout: 30_000,
    idleTimeout: 30_000,
    turnTimeout: Infinity,
    linger: 1_000,
    recoverWithin: 30_000,
    whenBusy: 'queue',
    whenOffline,
    classify: classifyCause,
    // eslint-disable-next-line no-restricted-properties -- the one place where chance comes in, as a default
    random: Math.random,
    requestId: uuid,
    ...withoutUndefined(rest),
    reconnect: {
      ...RECONNECT_DEFAULTS,
      ...(reconnect === false ? { maxAttempts: 0 } : withoutUndefined(reconnect)),
    },
    heartbeat: { ...HEARTBEAT_DEFAULTS, ...withoutUndefined(heartbeat) },
  };
}

function isSocketUrl(url: string): boolean {
  try {
    const { protocol, hash } = new URL(url);
    return /^wss?:$/.test(protocol) && hash === '';
  } catch {
    return false;
  }
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as T;
}
