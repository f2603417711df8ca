import { catchError, of, type OperatorFunction } from 'rxjs';
import { ErrorCode, type ServerEvent } from '../../protocol';
import type { Peer } from '../peer';

/** Answers a store that fails with `STORAGE_ERROR`. */
export function storageError(
  requestId: string | undefined,
  { connectionId, service }: Peer,
): OperatorFunction<ServerEvent, ServerEvent> {
  return catchError((error: unknown) => {
    service.log({ kind: 'failed', connectionId, error });
    return of(
      service.events.error(
        requestId,
        ErrorCode.STORAGE_ERROR,
        'The conversations cannot be read at the moment.',
      ),
    );
  });
}
