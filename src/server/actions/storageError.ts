import { catchError, of, throwError, type OperatorFunction } from 'rxjs';
import { ErrorCode, type ServerEvent } from '../../protocol';
import type { Peer } from '../peer';
import { StorageError } from '../stores/steady';

/** Answers a store that fails with `STORAGE_ERROR`. */
export function storageError(
  requestId: string | undefined,
  { connectionId, service }: Peer,
): OperatorFunction<ServerEvent, ServerEvent> {
  return catchError((error: unknown) => {
    if (!(error instanceof StorageError)) return throwError(() => error);
    service.log({ kind: 'failed', connectionId, error });
    return of(
      service.events.error(
        requestId,
        ErrorCode.STORAGE_ERROR,
        'The conversations cannot be reached at the moment. Try again later.',
      ),
    );
  });
}
