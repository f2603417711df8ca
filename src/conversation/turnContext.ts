import type { Observable } from 'rxjs';
import type { Channel } from './channel';
import type { Progress } from './progress';
import type { Page } from './recovery';

/** What a turn is run with; shared by the turns of a client, or of a session on one channel. */
export interface TurnContext {
  readonly channel: Channel;
  readonly sessionId: string;
  /** Holds the connection for as long as it is subscribed to. */
  readonly hold$: Observable<never>;
  readonly limits: TurnLimits;
  readonly progress: Progress;
  /** Its newest messages, by whichever line is open, or the first that opens. */
  readonly latest$: Observable<Page>;
}

/** Silences are counted in ticks, see `Channel.tick`. */
export interface TurnLimits {
  readonly tick: number;
  readonly idleTimeout: number;
  readonly turnTimeout: number;
  /** How long a turn whose connection was lost may be looked for in the history. */
  readonly recoverWithin: number;
}
