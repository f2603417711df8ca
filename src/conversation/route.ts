import type { DecodeFailure, ServerEvent } from '../protocol';
import type { Cause } from '../socket/cause';

/** Who is told of the frames that carry one requestId: a live turn, or a request that waits. */
export interface Route {
  readonly requestId: string;
  next(event: ServerEvent): void;
  /** A frame with this requestId came, and could not be decoded. It has been reported already. */
  undecodable(failure: DecodeFailure): void;
  /** The socket is gone; `mayRetry` says whether another one will be tried. */
  lost(cause: Cause, mayRetry: boolean): void;
  /** A tenth of the idle timeout has passed. */
  tick?(): void;
}
