import { catchError, map, of, timeInterval, type Observable } from 'rxjs';
import { isSmartflowError, type SmartflowClient } from '../../smartflow';
import { oneLine } from '../paint';

/** Milliseconds: who waits for this command wants to know soon. */
const PATIENCE = 5_000;

export interface Probe {
  readonly isReached: boolean;
  /** What is known, in some words. */
  readonly line: string;
}

/** Asks a gateway how it is. */
export function probe(client: Pick<SmartflowClient, 'health'>): Observable<Probe> {
  return client.health({ timeout: PATIENCE }).pipe(
    timeInterval(),
    map(({ value: { status }, interval }) => ({
      isReached: true,
      line: `reached in ${Math.round(interval)} ms, status ${oneLine(status, 40)}`,
    })),
    catchError((error: unknown) => {
      if (!isSmartflowError(error)) throw error;
      return of({ isReached: false, line: `not reached: ${oneLine(error.message, 200)}` });
    }),
  );
}
