import { catchError, defer, EMPTY, map, mergeMap, Observable, race, share } from 'rxjs';
import {
  decodeServerEvent,
  operatorError,
  type ActionTag,
  type ClientAction,
  type DecodeFailure,
  type EventTag,
  type ServerEvent,
} from '../protocol';
import type { Cause } from '../socket/cause';
import { verdictOn, type Classify } from '../socket/classify';
import { every } from '../socket/delay';
import type { HeartbeatOptions } from '../socket/heartbeat';
import type { OpenSocket } from '../socket/openSocket';
import { silence } from '../socket/silence';
import { frameOf } from './frameOf';
import { failed, interrupted, undecodable } from './outcome';
import type { Route } from './route';
import { Routes } from './routes';

export interface ChannelOptions {
  readonly requestId: () => string;
  readonly requestTimeout: number;
  /** The unit in which silence is counted, in milliseconds. */
  readonly tick: number;
  readonly heartbeat: Required<HeartbeatOptions>;
  readonly classify: Classify;
  /** Told of each event that nobody waited for. */
  readonly onUncorrelated: (event: ServerEvent) => void;
  /** Told of each frame that is not an event of this protocol. */
  readonly onUndecodable: (failure: DecodeFailure) => void;
}

/** An action before it has its id. */
export type Unsent<A> = A extends ClientAction ? Omit<A, 'requestId'> : never;

/** The events that answer an action; `error` always does. Any other has its `immediate_response`. */
const ANSWERS: { readonly [A in ActionTag]?: readonly EventTag[] } = {
  ping: ['pong'],
  verify_otp: ['otp_verified', 'otp_invalid'],
  submit_interaction: ['immediate_response', 'interaction_invalid'],
};

const CLOSED_BY_US: Cause = { kind: 'closed', code: 1000, reason: 'closed by this client' };

/**
 * The protocol over one open socket: frames in are decoded and routed by requestId, one look-up
 * each however many turns are live; actions out are encoded. It ends with its socket, so that no
 * frame of one socket ever meets a turn of the next.
 */
export class Channel {
  /** How many frames have come. */
  heard = 0;
  /**
   * Whether the server still answers; shared by all who ask at the same time. If nothing at all is
   * heard meanwhile the socket is dead, and all on it are told; if it is paused, that says nothing.
   *
   * ```
   * (ping)-----(pong|)
   * (ping)--f--------#    kind: timeout; but a frame came
   * (ping)-----------|    the socket is dropped
   * ```
   */
  readonly pong$: Observable<ServerEvent>;
  readonly #socket: OpenSocket;
  readonly #options: ChannelOptions;
  readonly #routes = new Routes();
  #lostTo: Cause | undefined;

  /** @param drop - drops the socket, which is dead */
  constructor(socket: OpenSocket, options: ChannelOptions, drop: (cause: Cause) => void) {
    this.#socket = socket;
    this.#options = options;
    const { patience: afterMs } = options.heartbeat;
    this.pong$ = defer(() => {
      const before = this.heard;
      return this.request({ action: 'ping' }, this.newRequestId(), afterMs).pipe(
        catchError((error: unknown) => {
          if (this.heard > before) throw error;
          drop({ kind: 'heartbeat', afterMs });
          return EMPTY;
        }),
      );
    }).pipe(share());
  }

  /** @throws SmoothOperatorError of kind `invalid` when the option `requestId` gives none */
  newRequestId(): string {
    let cause: unknown;
    try {
      const requestId: unknown = this.#options.requestId();
      if (typeof requestId === 'string' && !this.#routes.find(requestId)) return requestId;
    } catch (error) {
      cause = error;
    }
    const message = 'requestId must return a string not in use; nothing was sent.';
    throw operatorError('invalid', 'INVALID_REQUEST_ID', message, { cause });
  }

  add(route: Route): void {
    if (this.#lostTo) route.lost(this.#lostTo, true);
    else this.#routes.add(route);
  }

  remove(route: Route): void {
    this.#routes.remove(route);
  }

  /** Hands an event to whoever waits under another id; false if nobody does. */
  deliver(requestId: string | undefined, event: ServerEvent): boolean {
    const route = this.#routes.find(requestId);
    route?.next(event);
    return Boolean(route);
  }

  /**
   * Sends nothing when the socket is gone: its routes have been told.
   *
   * @throws SmoothOperatorError of kind `invalid` when the action cannot be written
   */
  send(action: ClientAction): void {
    const text = frameOf(action);
    if (!this.#lostTo) this.#socket.send(text);
  }

  /**
   * Sends an action under an id of its own and emits the event that answers it.
   *
   * ```
   * request  (send)--------(answer|)
   * error    (send)--------#          failed | timeout | interrupted | undecodable | invalid
   * ```
   */
  request(
    action: Unsent<ClientAction>,
    requestId = this.newRequestId(),
    patience = this.#options.requestTimeout,
  ): Observable<ServerEvent> {
    const answers = ANSWERS[action.action] ?? ['immediate_response'];
    const answer$ = new Observable<ServerEvent>((subscriber) => {
      const route: Route = {
        requestId,
        next: (event) => {
          if (event.type === 'error') subscriber.error(failed(event, requestId));
          else if (answers.includes(event.type)) {
            subscriber.next(event);
            subscriber.complete();
          } else this.#options.onUncorrelated(event);
        },
        undecodable: (failure) => {
          subscriber.error(undecodable(failure, requestId));
        },
        lost: (cause, mayRetry) => {
          subscriber.error(interrupted(cause, mayRetry, requestId));
        },
      };
      this.add(route);
      subscriber.add(() => {
        this.remove(route);
      });
      this.send({ ...action, requestId });
    });
    // While nothing is read, nobody is late.
    const late$ = silence(() => (this.#socket.paused ? NaN : 0), patience).pipe(
      map(() => {
        throw operatorError(
          'timeout',
          'REQUEST_TIMEOUT',
          `${action.action} was not answered within ${patience} ms.`,
          { requestId, waitedFor: 'response', afterMs: patience, retryable: true },
        );
      }),
    );
    return race(answer$, late$);
  }

  /** Called for every message of the socket: the hot path. */
  readonly receive = (frame: unknown): void => {
    this.heard++;
    const decoded = decodeServerEvent(frame);
    if (decoded._tag === 'Left') {
      this.#refuse(decoded.left);
      return;
    }
    const event = decoded.right;
    const requestId = event.requestId ?? requestIdWithin(event);
    if (!this.deliver(requestId, event)) this.#options.onUncorrelated(event);
  };

  readonly tick = (): void => {
    if (this.#socket.paused) return; // nobody is silent who is not listened to
    for (const route of this.#routes.values()) route.tick?.();
  };

  /** Tells every route, once. */
  lose(cause: Cause): void {
    if (this.#lostTo) return;
    this.#lostTo = cause;
    const mayRetry = cause !== CLOSED_BY_US && verdictOn(cause, this.#options.classify) === 'retry';
    for (const [key, route] of this.#routes) {
      this.#routes.delete(key); // first: what is told may say goodbye to others
      route.lost(cause, mayRetry);
    }
  }

  #refuse(failure: DecodeFailure): void {
    this.#options.onUndecodable(failure);
    if (failure.kind === 'wrong_shape') this.#routes.find(failure.requestId)?.undecodable(failure);
  }
}

/** Speaks the protocol over a socket: emits the channel once, errors with the `Cause` of its end. */
export function openChannel(socket: OpenSocket, options: ChannelOptions): Observable<Channel> {
  return new Observable((subscriber) => {
    let cause = CLOSED_BY_US;
    const lose = (found: Cause) => {
      cause = found;
      subscriber.error(found);
    };
    const channel = new Channel(socket, options, (found) => {
      socket.abandon();
      lose(found);
    });
    // While nothing is read it is never the same twice, hence not silent.
    const heard = () => (socket.paused ? NaN : channel.heard);
    const heartbeat$ = silence(heard, options.heartbeat.idle).pipe(
      // Asked anew while it lasts: a ping that was under way may be older than what was heard last.
      mergeMap(() => channel.pong$.pipe(catchError(() => EMPTY))),
    );

    // On leaving, which comes after the error has been told: a turn that hears of its loss finds the
    // connection in the state that followed.
    subscriber.add(() => {
      channel.lose(cause);
    });
    subscriber.add(every(options.tick).pipe(map(channel.tick)).subscribe());
    subscriber.add(heartbeat$.subscribe());
    // Nothing stands between a frame and its channel: this is where all of them pass.
    subscriber.add(socket.frames$.subscribe({ next: channel.receive, error: lose }));
    subscriber.next(channel);
  });
}

function requestIdWithin(event: ServerEvent): string | undefined {
  if (event.type === 'pong' || event.type === 'immediate_response') return undefined;
  return event.data?.requestId;
}
