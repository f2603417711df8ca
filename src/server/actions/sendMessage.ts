import {
  catchError,
  concat,
  defer,
  finalize,
  map,
  merge,
  of,
  Subject,
  switchMap,
  takeWhile,
  tap,
} from 'rxjs';
import { ErrorCode, type SendMessage, type ServerEvent } from '../../protocol';
import type { TurnOutcome } from '../log';
import { ModelError } from '../model';
import type { Handler, RunningTurn } from '../peer';
import { runTurn } from '../turn';
import { sessionNotFound } from './sessionNotFound';

/**
 * Runs a turn: the connection's only one, until its terminal event. That is the last event of the
 * turn and there is exactly one, whatever the model, the tools and the store do.
 *
 * ```
 * turn       a-t-t-(e|)
 * cancelled  a-t-(x|)         model and tool are aborted
 * failed     a-t-(f|)         f error, INTERNAL_ERROR
 * ```
 */
export const sendMessage: Handler<SendMessage> = (action, peer) => {
  const { connectionId, service } = peer;
  const { events, store, clock, log } = service;
  const { sessionId, message, skill } = action;

  if (peer.turn) {
    return of(
      events.error(
        action.requestId,
        ErrorCode.TURN_IN_PROGRESS,
        'This connection runs a turn already.',
      ),
    );
  }

  if (message.trim() === '') {
    return of(events.error(action.requestId, ErrorCode.VALIDATION_ERROR, 'The message is blank.'));
  }

  return defer(() => {
    const requestId = action.requestId ?? service.ids();
    const startedAt = clock.now();
    const cancel$ = new Subject<void>();
    const running: RunningTurn = {
      cancel: () => {
        cancel$.next();
      },
    };
    const finish = (outcome: TurnOutcome) => {
      if (peer.turn !== running) return;
      peer.turn = undefined;
      log({
        kind: 'turn',
        connectionId,
        sessionId,
        requestId,
        outcome,
        durationMs: clock.now() - startedAt,
      });
    };
    const failed = (message: string) => events.error(requestId, ErrorCode.INTERNAL_ERROR, message);
    peer.turn = running;

    const turn$ = defer(() => store.session(sessionId)).pipe(
      switchMap((session) => {
        if (!session) return of(sessionNotFound(action.requestId, service));
        if (skill !== undefined) {
          return of(
            events.error(action.requestId, ErrorCode.SKILL_NOT_FOUND, 'There is no such skill.'),
          );
        }
        return store.conversation(session.conversationId).pipe(
          switchMap((conversation) =>
            conversation
              ? runTurn({
                  requestId,
                  session,
                  conversation,
                  principal: peer.principal,
                  message,
                  images: action.images ?? [],
                  files: action.files ?? [],
                  model: action.model,
                  tools: service.tools,
                  service,
                })
              : of(sessionNotFound(action.requestId, service)),
          ),
        );
      }),
      catchError((error: unknown) => {
        log({ kind: 'failed', connectionId, error });
        return of(
          failed(error instanceof ModelError ? error.message : 'The agent failed to answer.'),
        );
      }),
    );

    return merge(
      cancel$.pipe(map(() => events.cancelled(requestId))),
      concat(
        turn$,
        defer(() => of(failed('The turn ended without an answer.'))),
      ),
    ).pipe(
      tap((event) => {
        const outcome = outcomeOf(event);
        if (outcome) finish(outcome);
      }),
      takeWhile((event) => !outcomeOf(event), true),
      finalize(() => {
        finish('aborted');
      }),
    );
  });
};

/** How a turn ends with this event, if it does. */
function outcomeOf({ type }: ServerEvent): TurnOutcome | undefined {
  if (type === 'eventual_response') return 'completed';
  if (type === 'cancelled') return 'cancelled';
  return type === 'error' ? 'failed' : undefined;
}
