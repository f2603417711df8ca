import { catchError, map, merge, mergeMap, of, takeUntil, timer, type Observable } from 'rxjs';
import { describe, it } from 'vitest';
import { reply, type Session, type SmoothOperatorError } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { AGENT, answering, only, turnTest } from '../turnTest';

/** Turns of 20 ms whose cancel is answered after 3 ms: what becomes of them, and what was sent. */
function replacing(
  act: (ask: (message: string, at: number) => Observable<string>) => Observable<string>,
  ends: string,
  sent: string,
  isBusyAtFirst = false,
) {
  turnTest(({ server, client, cold, expectObservable }) => {
    let offers = 0;
    const scripted = server(
      answering({
        send_message: (a) =>
          isBusyAtFirst && offers++ === 0
            ? of(event.error(a, 'TURN_IN_PROGRESS'))
            : cold('a 19ms (e|)', {
                a: event.accepted(a),
                e: event.eventualResponse(a, { text: a.message }),
              }),
        cancel: (a) => cold('---c', { c: event.cancelled(a.requestId ?? '') }),
      }),
    );
    const session: Session = client(scripted, { whenBusy: 'replace' }).session({ agentId: AGENT });
    const ask = (message: string, at: number) =>
      timer(at).pipe(
        mergeMap(() => session.turn(message)),
        reply(),
        map(({ text }) => text),
        catchError((error: unknown) => of(`${message} ${(error as { code: string }).code}`)),
      );
    const said$ = only(scripted.sent$, 'send_message', 'cancel').pipe(
      map((action) => ('message' in action ? action.message : 'x')),
    );
    const values = { c: 'c', r: 'b REPLACED', R: 'a REPLACED' };
    expectObservable(act(ask)).toBe(ends, values);
    expectObservable(said$).toBe(sent);
  });
}

describe('a turn that replaces', () => {
  it('takes the place of one that waits to replace as well: the latest is next [TURN-10]', () => {
    replacing((ask) => merge(ask('a', 0), ask('b', 2), ask('c', 3)), '---r 21ms (c|)', 'a-x--c');
  });

  it('is not in the way of a later one when it has left the queue', () => {
    replacing(
      (ask) => merge(ask('a', 0), ask('b', 2).pipe(takeUntil(timer(3))), ask('c', 4)),
      '25ms (c|)',
      'a-x--c',
    );
  });

  it('takes the place of one that waits to be offered again, of which the server knows nothing [TURN-10] [TURN-4]', () => {
    replacing((ask) => merge(ask('a', 0), ask('c', 50)), '50ms R 19ms (c|)', 'a 49ms c', true);
  });
});

describe('turns that queue', () => {
  it('keep their order when the next of them fails at once, and another is asked at that [TURN-4]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a--(e|)', {
              a: event.accepted(a),
              e: event.eventualResponse(a, { text: a.message }),
            }),
        }),
      );
      let ids = 0;
      // The third id is that of the second turn: the first is the session's.
      const requestId = () => (++ids === 3 ? (undefined as never) : `r${ids}`);
      const session = client(scripted, { requestId }).session({ agentId: AGENT });
      const ask = (message: string) =>
        session.turn(message).pipe(
          reply(),
          map(({ text }) => text),
        );
      const again$ = ask('b').pipe(catchError(() => ask('d')));
      expectObservable(merge(ask('a'), again$, ask('c'))).toBe('---a--c--(d|)');
    });
  });
});

describe('a turn that was cancelled for another before the server said that it is busy', () => {
  it('is not offered again, and fails in a way that is not worth a retry [TURN-10] [TURN-4]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            a.message === 'a'
              ? cold('-----x', { x: event.error(a, 'TURN_IN_PROGRESS') })
              : cold('a--(e|)', {
                  a: event.accepted(a),
                  e: event.eventualResponse(a, { text: a.message }),
                }),
        }),
      );
      const session = client(scripted, { whenBusy: 'replace' }).session({ agentId: AGENT });
      const ask = (message: string, at: number) =>
        timer(at).pipe(
          mergeMap(() => session.turn(message)),
          reply(),
          map(({ text }) => text),
          catchError((error: unknown) => {
            const { code, retryable } = error as SmoothOperatorError;
            return of([code, retryable].join());
          }),
        );
      expectObservable(merge(ask('a', 0), ask('b', 2))).toBe('-----x--(b|)', {
        x: 'TURN_IN_PROGRESS,false',
        b: 'b',
      });
      expectObservable(
        only(scripted.sent$, 'send_message', 'cancel').pipe(map(({ action }) => action)),
      ).toBe('a-x--a', {
        a: 'send_message',
        x: 'cancel',
      });
    });
  });
});
