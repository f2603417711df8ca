import type { Observable } from 'rxjs';
import type { RecordedRequest } from '../http/recordedRequest';
import type { SseEvent } from '../http/sse';
import type { ModelRequest } from './model';
import type { Piece } from './speak';

/** What a request to a model wants. */
export interface Asked extends ModelRequest {
  readonly isStreamed: boolean;
  /** Whether a stream is to end with what it used. */
  readonly hasUsage: boolean;
}

/** An answer that is about to be written. */
export interface Turn {
  readonly asked: Asked;
  readonly id: string;
  /** In seconds. */
  readonly created: number;
  /** Whether it comes from the cache of a gateway. */
  readonly isCached: boolean;
}

/** The words of a kind of provider, for what all models do. */
export interface Dialect {
  /** @throws Refusal of what the provider would refuse */
  read(request: RecordedRequest): Asked;
  whole(turn: Turn, pieces: readonly Piece[]): object;
  events(turn: Turn, pieces$: Observable<Piece>): Observable<SseEvent>;
  /** Ends a stream that has failed. */
  error(message: string): SseEvent;
  /** What may come in a stream and says nothing. */
  idle(turn: Turn): readonly SseEvent[];
}
