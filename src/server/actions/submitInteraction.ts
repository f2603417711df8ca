import { concat, defer, EMPTY, of, switchMap, type Observable } from 'rxjs';
import { ErrorCode, type ServerEvent, type SubmitInteraction } from '../../protocol';
import { ownSession } from '../access/ownSession';
import type { Card, CardAnswer } from '../interactions/card';
import type { Handler } from '../peer';
import type { Service } from '../service';

/**
 * Answers a card: first the acknowledgement, under the id of this frame, then the turn goes on.
 * Whatever is wrong with the answer leaves the card waiting for another one. The card is found by
 * its session, so any connection of the session may answer.
 */
export const submitInteraction: Handler<SubmitInteraction> = (action, peer) => {
  const { service } = peer;
  return ownSession(action.sessionId, peer).pipe(
    switchMap((own) => {
      const card = own && service.interactions.look(action.sessionId);
      if (!card) {
        const message = 'No card of this session waits for an answer.';
        return of(
          service.events.error(action.requestId, ErrorCode.NO_PENDING_INTERACTION, message),
        );
      }
      return answer(card, action, service);
    }),
  );
};

function answer(card: Card, action: SubmitInteraction, service: Service): Observable<ServerEvent> {
  const { requestId, sessionId, interactionId, values, declined } = action;
  const { interactions, events } = service;
  const { kind } = card.kind;

  if (interactionId !== card.interactionId || (action.kind ?? kind) !== kind) {
    const message = 'Another card of this session waits; answer that one.';
    return of(events.error(requestId, ErrorCode.INTERACTION_MISMATCH, message));
  }
  const taken = (data: object, given: CardAnswer): Observable<ServerEvent> => {
    const resume = interactions.take(sessionId);
    const ack = { sessionId, interactionId, ...data };
    return concat(
      of(events.answered('submit_interaction', requestId, ack)),
      defer(() => {
        resume?.(given);
        return EMPTY;
      }),
    );
  };

  if (declined === true) return taken({ declined }, { status: 'declined' });
  if (values === undefined) {
    const message = 'The answer needs values, or declined: true.';
    return of(events.error(requestId, ErrorCode.VALIDATION_ERROR, message));
  }
  const checked = card.kind.check(values, card.spec);
  if ('errors' in checked) {
    const errors = [...checked.errors];
    const message = 'Some fields need attention.';
    return of(events.interactionInvalid(requestId, { interactionId, kind, errors, message }));
  }
  return taken({ kind, values: checked.values }, { status: 'submitted', values: checked.values });
}
