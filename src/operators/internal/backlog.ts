import { operatorError } from '../../protocol';
import type { TurnEvent } from '../../conversation/events';
import { goesOn, isToken, joined } from './joined';

export const OVERFLOW_POLICIES = ['conflate', 'dropOldest', 'dropLatest', 'error'] as const;

/**
 * What becomes of an event that comes while as many wait as may. Only tokens are ever left out: the
 * turn's last event has the whole answer.
 *
 * - `conflate`: waiting tokens are joined with those that follow them, so that few wait; nothing is lost
 * - `dropOldest`: the token that has waited longest makes room
 * - `dropLatest`: the token that came last does
 * - `error`: the turn is left, with an error of kind `overflow`; so it is where no token can make room
 */
export type OverflowPolicy = (typeof OVERFLOW_POLICIES)[number];

/** The events that wait for a slow reader, in their order: so many, and no more. */
export class Backlog {
  readonly #waiting: TurnEvent[] = [];
  readonly #limit: number;
  readonly #policy: OverflowPolicy;

  constructor(limit: number, policy: OverflowPolicy) {
    this.#limit = limit;
    this.#policy = policy;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** @throws SmoothOperatorError of kind `overflow` when there is no room, and none can be made */
  add(event: TurnEvent): void {
    if (this.#joins(event)) return;
    if (this.#waiting.length >= this.#limit && !isLast(event)) {
      const victim = this.#victimOf(event);
      if (victim === event) return;
      if (victim === undefined) throw overflow(this.#limit, event.requestId);
      this.#waiting.splice(this.#waiting.indexOf(victim), 1);
    }
    this.#waiting.push(event);
  }

  take(): TurnEvent | undefined {
    return this.#waiting.shift();
  }

  #joins(event: TurnEvent): boolean {
    const last = this.#waiting.at(-1);
    if (this.#policy !== 'conflate' || !last || !isToken(last) || !isToken(event)) return false;
    if (!goesOn(last, event)) return false;
    this.#waiting[this.#waiting.length - 1] = joined(last, event);
    return true;
  }

  /** The token that is given up for an event; may be the event itself. */
  #victimOf(event: TurnEvent): TurnEvent | undefined {
    const itself = isToken(event) ? event : undefined;
    switch (this.#policy) {
      case 'dropOldest':
        return this.#waiting.find(isToken) ?? itself;
      case 'dropLatest':
        return itself ?? [...this.#waiting].reverse().find(isToken);
      default:
        return undefined;
    }
  }
}

/** Nothing comes after it that could want its place. */
function isLast({ type }: TurnEvent): boolean {
  return type === 'eventual_response' || type === 'cancelled';
}

function overflow(limit: number, requestId: string | undefined) {
  return operatorError(
    'overflow',
    'OVERFLOW',
    `${limit} events wait for a slow reader, and there is no room for more; the turn was left. Read faster, raise \`limit\`, or use another \`overflow\`.`,
    { limit, requestId },
  );
}
