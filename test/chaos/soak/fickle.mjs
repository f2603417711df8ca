// @ts-check
import { concat, finalize, interval, map, NEVER, of, take, throwError, timer } from 'rxjs';
import { closing, event } from 'smooth-operator-rx/testing';

/** @typedef {import('../random.mjs').Random} Random */
/** @typedef {import('rxjs').Observable<import('smooth-operator-rx/testing').Frame>} Frames$ */

const CODES = /** @type {const} */ ([1000, 1001, 1005, 1006, 1011, 1012, 1013, 4429]);

/**
 * The other side of one socket: it opens or not, answers or not, and is lost some time or other.
 *
 * @param {Random} random
 * @param {(change: 1 | -1) => void} onSocket told of its beginning and of its end
 * @returns {import('smooth-operator-rx/testing').SocketScript}
 */
export function fickle(random, onSocket) {
  let running = '';
  onSocket(1);
  return {
    open$: concat(opening(random), NEVER).pipe(finalize(() => onSocket(-1))),
    push$: random.chance(0.6)
      ? timer(random.int(0, 60_000)).pipe(map(() => closing(random.pick(CODES))))
      : NEVER,
    answer: (action) => {
      switch (action.action) {
        case 'create_conversation_session':
          return event.sessionCreated(action);
        case 'ping':
          return random.chance(0.9) ? of(event.pong(action)) : NEVER;
        case 'get_conversation_messages':
          return of(event.immediateResponse(action, { messages: [], hasMore: false }));
        case 'cancel':
          return of(event.cancelled(running));
        case 'confirm_tool_action':
          return concat(of(event.immediateResponse(action)), reply(running));
        case 'send_message':
          running = action.requestId ?? '';
          return concat(of(event.accepted(action)), outcome(random, running));
        default:
          return NEVER;
      }
    },
  };
}

/** @param {Random} random */
function opening(random) {
  const chance = random.next();
  if (chance < 0.1) return throwError(() => new Error('refused'));
  return chance < 0.13 ? NEVER : timer(random.int(1, 200));
}

/**
 * @param {Random} random
 * @param {string} requestId
 * @returns {Frames$}
 */
function outcome(random, requestId) {
  const chance = random.next();
  if (chance < 0.05) return NEVER;
  if (chance < 0.1) return of(event.error(requestId, 'AGENT_ERROR'));
  return chance < 0.3
    ? of(event.writeConfirmationRequired(requestId, 'write_down'))
    : reply(requestId);
}

/**
 * @param {string} requestId
 * @returns {Frames$}
 */
function reply(requestId) {
  const tokens$ = interval(50).pipe(
    take(10),
    map((at) => event.streamToken(requestId, `${at} `)),
  );
  return concat(tokens$, of(event.eventualResponse(requestId, { text: 'Done.' })));
}
