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
import { prepare } from '../answer/prepare';
import { keptAlive } from '../limits/keepalive';
import type { TurnOutcome } from '../log';
import { ModelError } from '../model';
import type { Handler, RunningTurn } from '../peer';
import { runTurn } from '../turn';
import { TurnMeter } from '../turnMeter';

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
  const { events, clock, log } = service;
  const { sessionId, message } = action;

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
    const meter = new TurnMeter(clock);
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
        ...meter.read(),
      });
    };
    const failed = (message: string) => events.error(requestId, ErrorCode.INTERNAL_ERROR, message);
    peer.turn = running;

    const turn$ = prepare(action, requestId, peer).pipe(
      switchMap((ready) =>
        'code' in ready
          ? of(events.error(action.requestId, ready.code, ready.message))
          : runTurn(ready),
      ),
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
      keptAlive<ServerEvent>(service.keepaliveInterval, () => events.keepalive(requestId)),
      tap((event) => {
        meter.hear(event);
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
function outcomeOf(event: ServerEvent): TurnOutcome | undefined {
  if (event.type === 'eventual_response') return 'completed';
  if (event.type === 'cancelled') return 'cancelled';
  const isFailure = event.type === 'error' && event.data.error.code !== ErrorCode.OTP_SEND_FAILED;
  return isFailure ? 'failed' : undefined;
}
