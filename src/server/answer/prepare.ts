import { catchError, map, of, switchMap, take, defaultIfEmpty, defer, type Observable } from 'rxjs';
import { ErrorCode, type SendMessage } from '../../protocol';
import { ownSession } from '../access/ownSession';
import type { ChatModel } from '../model';
import type { Peer } from '../peer';
import type { Turn } from '../transcript';

/** Why a message starts no turn. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Gathers what a message needs to be answered, or finds why it cannot be: its session, then its
 * skill, then its model. Errors when the store does.
 */
export function prepare(
  action: SendMessage,
  requestId: string,
  peer: Peer,
): Observable<Turn | Refusal> {
  const { service, principal } = peer;
  return ownSession(action.sessionId, peer).pipe(
    switchMap((own) => {
      if (!own) return of(refusal(ErrorCode.SESSION_NOT_FOUND, 'There is no such session.'));
      return skillOf(action, peer).pipe(
        map((skill): Turn | Refusal => {
          if (skill === undefined && action.skill !== undefined) {
            return refusal(ErrorCode.SKILL_NOT_FOUND, 'This server has no skill of that name.');
          }
          const asked = modelFor(action.model, peer);
          const unavailable = asked.chatModel.unavailable?.();
          if (unavailable !== undefined) return refusal(ErrorCode.LLM_UNAVAILABLE, unavailable);
          return {
            requestId,
            session: own.session,
            conversation: own.conversation,
            chatModel: asked.chatModel,
            model: asked.model,
            principal,
            message: action.message,
            images: action.images ?? [],
            files: action.files ?? [],
            skill,
            tools: service.tools,
            service,
          };
        }),
      );
    }),
  );
}

function skillOf({ skill }: SendMessage, { connectionId, service }: Peer) {
  if (skill === undefined) return of(undefined);
  return defer(() => service.skills.read(skill)).pipe(
    take(1),
    defaultIfEmpty(undefined),
    catchError((error: unknown) => {
      service.log({ kind: 'failed', connectionId, error });
      return of(undefined);
    }),
  );
}

/** A name the server has a model for asks for that; any other is for its usual one to read. */
function modelFor(
  name: string | undefined,
  { service: { model, models } }: Peer,
): { chatModel: ChatModel; model: string | undefined } {
  const named = name === undefined ? undefined : models.get(name);
  return named ? { chatModel: named, model: undefined } : { chatModel: model, model: name };
}

function refusal(code: ErrorCode, message: string): Refusal {
  return { code, message };
}
