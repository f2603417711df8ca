import { asyncScheduler, map, NEVER, of, Subject, takeUntil, throwError, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { createClient, isSmoothOperatorError, type ClientOptions } from 'smooth-operator-rx';
import { closing, event, scriptedSocket, type SocketScript } from 'smooth-operator-rx/testing';
import { at, manualSockets } from '../socket/kit';
import { AGENT, answering, turnTest } from '../turnTest';

describe('ten failure modes: seven to nine', () => {
  it('7. accept-then-close for 60 s: attempts follow the capped, jittered backoff [STATE-3]', () => {
    const chances = [0.5, 0.999, 0, 0.25];
    const made: number[] = [];
    turnTest(({ server, client, cold }) => {
      const scripted = server({ push$: cold('-x', { x: closing(1011) }) });
      scripted.sockets$.subscribe((log) => {
        if ('made' in log) made.push(asyncScheduler.now());
      });
      let asked = 0;
      const app = client(scripted, { random: () => chances[asked++ % chances.length] ?? 0 });
      app.uncorrelated$.pipe(takeUntil(timer(60_000))).subscribe();
    });
    const gaps = made.slice(1).map((time, index) => time - (made[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(8);
    expect(gaps).toEqual(
      gaps.map((_, index) => {
        const ceiling = Math.min(30_000, 500 * 2 ** index);
        return Math.floor(ceiling * (chances[index % chances.length] ?? 0)) + 1; // it was open for 1 ms
      }),
    );
  });

  it('8. silent socket: one error, a new socket, late events of the old ignored [STATE-5]', () => {
    const told: unknown[] = [];
    const sockets = manualSockets();
    turnTest(({ server, client }) => {
      const app = client(server(), {
        socket: sockets.create,
        recoverWithin: 0,
        idleTimeout: 120_000, // the heartbeat is to notice first
      });
      for (const told$ of [app.uncorrelated$, app.protocolErrors$, app.unknownEvents$]) {
        told$.pipe(takeUntil(timer(60_000))).subscribe((value) => told.push(value));
      }
      const first = sockets.latest();
      first.open();
      const hear = first.onmessage;
      app
        .session({ agentId: AGENT })
        .turn('Hi')
        .subscribe({
          next: ({ type }) => told.push(type),
          error: (error: unknown) => {
            told.push(isSmoothOperatorError(error) && [error.kind, asyncScheduler.now()]);
          },
        });
      first.hear(JSON.stringify({ ...event.immediateResponse('r1'), data: SESSION_DATA }));
      first.hear(JSON.stringify(event.accepted('r2')));
      at(38_000, () => {
        sockets.latest().open();
      });
      at(40_000, () => {
        hear?.({ data: JSON.stringify(event.streamToken('r2', 'late')) });
        first.hear('late');
        first.end({ code: 1006 });
      });
    });
    expect(told).toEqual(['immediate_response', ['interrupted', 37_500]]);
    expect(sockets.made).toHaveLength(2);
    expect(sockets.made[1]?.calls.at(-1)).toBe('terminate');
  });

  /** Leaves a turn at some time; what was made, and whether anything is left behind. */
  function leavingAfter(ms: number, script: SocketScript, options: Partial<ClientOptions> = {}) {
    const scripted = scriptedSocket((socket) => (socket === 1 ? script : answering({})));
    const sent: string[] = [];
    let made = 0;
    scripted.sockets$.subscribe((log) => {
      if ('made' in log) made++;
    });
    scripted.sent$.subscribe(({ action }) => sent.push(action));
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      const app = createClient({
        url: 'ws://host.test/ws',
        socket: scripted.create,
        linger: 0,
        random: () => 0.5,
        ...options,
      });
      const turn = app.session({ agentId: AGENT }).turn('Hi').subscribe();
      at(ms, () => {
        turn.unsubscribe();
      });
    });
    return { made, sent, left: scheduler.actions.length };
  }

  it('9. dispose races: left while its token is fetched, a turn makes no socket and leaves no timer', () => {
    const token$ = new Subject<string>();
    expect(leavingAfter(100, {}, { token: () => token$ })).toEqual({ made: 0, sent: [], left: 0 });
    expect(token$.observed).toBe(false);
  });

  it('9b. dispose races: left while it connects, it sends nothing and leaves no timer', () => {
    expect(leavingAfter(100, { open$: NEVER })).toEqual({ made: 1, sent: [], left: 0 });
  });

  it('9c. dispose races: left between two attempts, it makes no other socket', () => {
    const whenOffline = { limit: 1, expiresAfter: 60_000 };
    const refusing = { open$: throwError(() => new Error('refused')) };
    expect(leavingAfter(100, refusing, { whenOffline })).toEqual({ made: 1, sent: [], left: 0 });
  });

  it.each([
    [200, 1, []],
    [400, 2, ['create_conversation_session', 'get_conversation_messages']],
  ])(
    '9d. dispose races: left %i ms into the search for its reply, it asks for nothing more',
    (ms, made, asked) => {
      const lost = answering(
        { send_message: (a) => of(event.accepted(a)) },
        { push$: timer(50).pipe(map(() => closing(1006))) },
      );
      expect(leavingAfter(ms, lost)).toEqual({
        made,
        sent: ['create_conversation_session', 'send_message', ...asked],
        left: 0,
      });
    },
  );
});

const SESSION_DATA = {
  sessionId: 's',
  conversationId: 'c',
  agentName: 'smooth-agent',
  userParticipantId: 'u',
  agentParticipantId: 'a',
};
