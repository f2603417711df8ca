import type { RecordedRequest } from './http/recordedRequest';
import type { Params } from './http/router';
import type { SseVariant } from './http/sseVariants';
import type { World } from './world';

/** A request at its route. */
export interface Call {
  readonly request: RecordedRequest;
  readonly requestId: string;
  readonly params: Params;
  readonly world: World;
  /** Whether the streams of this route are to be sent in this way. */
  readonly has: (variant: SseVariant) => boolean;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** Answers what arrives at a route; throws a Refusal where it will not. */
export type Handler = (call: Call) => Response | Promise<Response>;
