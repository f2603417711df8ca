import type { Observable } from 'rxjs';
import type { ClientAction, ServerEvent } from '../protocol';
import type { Principal } from './access/principal';
import type { Requests } from './limits/requests';
import type { Service } from './service';

/** A connection, as the handlers of its actions see it. */
export interface Peer {
  readonly connectionId: string;
  readonly service: Service;
  /**
   * Who is at the other end; `undefined` where the server does not ask who anybody is. An
   * `authContext` changes it.
   */
  principal: Principal | undefined;
  /** Whether it comes from a page that may use the server, or from no page. */
  readonly isOriginAllowed: boolean;
  /** Where it comes from, if that is known. */
  readonly address: string | undefined;
  /** What it asked for and has not been answered in full. */
  readonly requests: Requests;
  /** The turn it runs: one at a time. */
  turn: RunningTurn | undefined;
}

export interface RunningTurn {
  /** Ends the turn with `cancelled`. */
  cancel(): void;
}

/** Answers one action with the events it emits, if any. */
export type Handler<A extends ClientAction> = (action: A, peer: Peer) => Observable<ServerEvent>;
