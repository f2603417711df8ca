import { firstValueFrom, fromEvent, takeUntil, toArray, type Observable } from 'rxjs';
import type { Piece } from './speak';

/** All that a model says; leaves it, with nothing, when the client has gone. */
export function collect(pieces$: Observable<Piece>, signal: AbortSignal): Promise<Piece[]> {
  const gone$ = fromEvent(signal, 'abort');
  return firstValueFrom(pieces$.pipe(toArray(), takeUntil(gone$)), { defaultValue: [] });
}
