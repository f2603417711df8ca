import type { Observable } from 'rxjs';
import type { Channel } from './channel';

/** What a turn is run with; shared by the turns of a client, or of a session on one channel. */
export interface TurnContext {
  readonly channel: Channel;
  readonly sessionId: string;
  /** Holds the connection for as long as it is subscribed to. */
  readonly hold$: Observable<never>;
  readonly limits: TurnLimits;
}

/** Silences are counted in ticks, see `Channel.tick`. */
export interface TurnLimits {
  readonly tick: number;
  readonly idleTimeout: number;
  readonly turnTimeout: number;
}
