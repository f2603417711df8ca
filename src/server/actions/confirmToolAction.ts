import { concat, defer, EMPTY, of, switchMap } from 'rxjs';
import { ErrorCode, type ConfirmToolAction } from '../../protocol';
import { ownSession } from '../access/ownSession';
import type { Handler } from '../peer';

/**
 * Answers a parked write: first the acknowledgement, under the id of this frame, then the turn goes
 * on. The park is found by its session, so any connection of the session may answer.
 */
export const confirmToolAction: Handler<ConfirmToolAction> = (
  { requestId, sessionId, approved },
  peer,
) => {
  const { confirmations, events } = peer.service;
  return ownSession(sessionId, peer).pipe(
    switchMap((own) => {
      const answer = own && confirmations.take(sessionId);
      if (!answer) {
        return of(
          events.error(
            requestId,
            ErrorCode.NO_PENDING_CONFIRMATION,
            'No action of this session waits for approval.',
          ),
        );
      }
      return concat(
        of(events.answered('confirm_tool_action', requestId, { sessionId, approved })),
        defer(() => {
          answer(approved);
          return EMPTY;
        }),
      );
    }),
  );
};
