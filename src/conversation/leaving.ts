import { errorOf, type ServerEvent } from '../protocol';
import { endsTurn, TERMINAL } from './outcome';
import type { Span } from './progress';
import type { Route } from './route';
import type { TurnContext } from './turnContext';

/**
 * Waits, in place of a turn that nobody hears any more, for the server to end it: its slot is taken
 * until the cancel has been answered, and a turn that were sent before that would be refused.
 *
 * ```
 * left       --cancel---t--(cancelled)
 * span.end()              --^            or when the server is silent, or lost
 * ```
 */
export function leaving(
  { channel, progress, limits: { tick, idleTimeout } }: TurnContext,
  requestId: string,
  span: Span,
): void {
  let quietTicks = 0;
  const end = () => {
    channel.remove(route);
    span.end();
  };
  const isTheEnd = (event: ServerEvent) =>
    event.type === 'error' ? endsTurn(errorOf(event).code) : TERMINAL.has(event.type);

  const route: Route = {
    requestId,
    next: (event) => {
      quietTicks = 0;
      if (!isTheEnd(event)) return;
      progress.learn(event);
      end();
    },
    undecodable: ({ tag }) => {
      if (TERMINAL.has(tag)) end();
    },
    lost: end,
    tick: () => {
      if (++quietTicks * tick > idleTimeout) end();
    },
  };
  channel.add(route);
}
