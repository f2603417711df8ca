import { firstValueFrom, map, merge, mergeMap, NEVER, of, take, timer, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { inspect } from 'node:util';
import * as api from 'smooth-operator-rx';
import { createClient, verifyOtp } from 'smooth-operator-rx';
import { closing, event, scriptedSocket } from 'smooth-operator-rx/testing';
import { AGENT, answering, only, turnTest } from '../turnTest';

const types = map(({ type }: { readonly type: string }) => type);
const SHORT = { a: 'immediate_response', e: 'eventual_response', x: 'error', t: 'stream_token' };

describe('the weaknesses of the official client, which this one must not have', () => {
  it.each(['OTP_SEND_FAILED', 'INTERACTION_MISMATCH', 'NO_PENDING_INTERACTION'])(
    'weakness 1: %s with the requestId of the turn does not end it',
    (code) => {
      turnTest(({ server, client, cold, expectObservable }) => {
        const scripted = server(
          answering({
            send_message: (a) =>
              cold('ax-(e|)', {
                a: event.accepted(a),
                x: event.error(a, code),
                e: event.eventualResponse(a),
              }),
          }),
        );
        const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
        expectObservable(turn$.pipe(types)).toBe('ax-(e|)', SHORT);
      });
    },
  );

  it('weakness 2: a timeout is about silence, not length, and cancels, so that the next send is free', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            a.message === 'long'
              ? merge(
                  of(event.accepted(a)),
                  timer(0, 9_000).pipe(map(() => event.streamToken(a, '.'))),
                )
              : of(event.accepted(a), event.eventualResponse(a)),
          cancel: (a) => of(event.cancelled(a)),
        }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(
        session.turn('long').pipe(
          take(60),
          toArray(),
          map((all) => all.length),
        ),
      ).toBe('522s (n|)', { n: 60 });
      expectObservable(timer(522_001).pipe(mergeMap(() => session.turn('next').pipe(types)))).toBe(
        '522001ms (ae|)',
        SHORT,
      );
    });
  });

  it('weakness 3: after a reconnect, requests are answered', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        answering(
          { ping: (a) => of(event.pong(a)) },
          socket === 1 ? { push$: cold('-x', { x: closing(1006) }) } : {},
        ),
      );
      const app = client(scripted);
      expectObservable(app.uncorrelated$, '2s !').toBe('');
      expectObservable(timer(1_000).pipe(mergeMap(() => app.ping().pipe(types)))).toBe('1s (p|)', {
        p: 'pong',
      });
    });
  });

  it('weakness 4: a socket that closes before it opens settles whoever waits, and one dial serves all', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({ open$: cold('--#', {}, new Error('refused')) });
      const app = client(scripted, { reconnect: false });
      const failed = expect.objectContaining({
        kind: 'connection',
        cause: { kind: 'handshake', message: 'refused' },
      });
      expectObservable(app.ping()).toBe('--#', {}, failed);
      expectObservable(app.ping()).toBe('--#', {}, failed);
      expectObservable(scripted.sockets$.pipe(map(({ socket }) => socket))).toBe('m', { m: 1 });
    });
  });

  it('weakness 5: no error, state or cause has the token in it', async () => {
    const scripted = scriptedSocket({ open$: NEVER });
    const app = createClient({
      url: 'ws://scripted.test/ws?x=1',
      token: 's3cret',
      socket: scripted.create,
      connectTimeout: 1,
      linger: 0,
      reconnect: false,
    });
    const seen: unknown[] = [];
    app.state$.subscribe((state) => seen.push(state));
    await new Promise<void>((resolve) => {
      app.ping().subscribe({
        error: (error: unknown) => {
          seen.push(error, String(error), (error as Error).stack);
          resolve();
        },
      });
    });
    seen.push(app);
    expect(seen.length).toBeGreaterThan(4);
    expect(inspect(seen, { depth: Infinity, showHidden: true })).not.toContain('s3cret');
  });

  it('weakness 6: a turn may be subscribed to by several, and its queue is the subscriber’s own', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('at(e|)', {
              a: event.accepted(a),
              t: event.streamToken(a, 'x'),
              e: event.eventualResponse(a),
            }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(turn$.pipe(types)).toBe('at(e|)', SHORT);
      expectObservable(turn$.pipe(types)).toBe('--at(e|)', SHORT);
    });
  });

  it('weakness 7: a listener that throws starves nobody', async () => {
    const scripted = scriptedSocket(
      answering({
        send_message: (a) =>
          of(event.accepted(a), event.streamToken(a, 'x'), event.eventualResponse(a)),
      }),
    );
    const { config } = await import('rxjs');
    const bug = new Error('a bug in an application');
    const reported = new Promise<unknown[]>((resolve) => {
      const errors: unknown[] = [];
      config.onUnhandledError = (error) => {
        // It throws at each of the three events of its turn.
        if (errors.push(error) === 3) resolve(errors);
      };
    });
    const app = createClient({
      url: 'ws://scripted.test/ws',
      socket: scripted.create,
      whenBusy: 'send',
      linger: 0,
    });
    const session = app.session({ agentId: AGENT });
    session.turn('bad').subscribe(() => {
      throw bug;
    });
    const good = await new Promise<string[]>((resolve, reject) => {
      session.turn('good').pipe(types, toArray()).subscribe({ next: resolve, error: reject });
    });
    expect(good).toEqual(['immediate_response', 'stream_token', 'eventual_response']);
    await expect(reported).resolves.toEqual([bug, bug, bug]);
    config.onUnhandledError = null;
  });

  it('weakness 8: an envelope-level error is heard, and details are kept [TOL-6]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) =>
            of(
              JSON.stringify({
                type: 'error',
                requestId: a.requestId,
                error: { code: 'STORAGE_ERROR', message: 'The disk is full.' },
                data: { details: { free: 0 } },
              }),
            ),
        }),
      );
      expectObservable(client(scripted).ping()).toBe(
        '#',
        {},
        expect.objectContaining({
          code: 'STORAGE_ERROR',
          message: 'The disk is full.',
          details: { free: 0 },
        }),
      );
    });
  });

  it('weakness 9: only its own answer resolves a request [ALIVE-1]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ ping: (a) => cold('k-p', { k: event.keepalive(a), p: event.pong(a, 5) }) }),
      );
      expectObservable(client(scripted).ping().pipe(types)).toBe('--(p|)', { p: 'pong' });
    });
  });

  it('weakness 10: every error is told by one exported guard', () => {
    expect(api.isSmoothOperatorError).toBeTypeOf('function');
    turnTest(({ server, client, expectObservable }) => {
      const errors$ = client(server(answering({})), { requestTimeout: 5 })
        .ping()
        .pipe(types);
      expectObservable(errors$).toBe('-----#', {}, expect.toSatisfy(api.isSmoothOperatorError));
    });
  });

  it('weakness 11: close code and reason are kept, in a typed error [TURN-8]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ send_message: () => cold('-x', { x: closing(1012, 'restarting') }) }),
      );
      expectObservable(
        client(scripted, { recoverWithin: 0 }).session({ agentId: AGENT }).turn('Hi'),
      ).toBe(
        '-#',
        {},
        expect.objectContaining({
          kind: 'interrupted',
          closeCode: 1012,
          cause: { kind: 'closed', code: 1012, reason: 'restarting' },
        }),
      );
    });
  });

  it('weakness 12: a caller cannot override action or requestId', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      const app = client(scripted);
      expectObservable(
        app.listConversations({ limit: 1, action: 'ping', requestId: 'mine' } as { limit: number }),
        '9ms !',
      ).toBe('');
      expect(() =>
        app.session({ agentId: AGENT, requestId: 'mine' } as { agentId: string }),
      ).toThrow(expect.objectContaining({ kind: 'invalid' }));
      expectObservable(
        scripted.sent$.pipe(map(({ action, requestId }) => `${action} ${requestId}`)),
      ).toBe('l', { l: 'list_conversations r1' });
    });
  });

  it('weakness 13: answers return what the server says, and a verified code runs the turn again [OTP-4]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      let turns = 0;
      const scripted = server(
        answering({
          send_message: (a) =>
            turns++ === 0
              ? cold('(aose|)', {
                  a: event.accepted(a),
                  o: event.otpVerificationRequired(a),
                  s: event.otpSent(a),
                  e: event.eventualResponse(a),
                })
              : cold('(ae|)', {
                  a: event.accepted(a),
                  e: event.eventualResponse(a, { text: 'Yes' }),
                }),
          verify_otp: (a) => cold('-v', { v: event.otpVerified(a) }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('My balance?');
      expectObservable(
        turn$.pipe(
          verifyOtp(() => '123456'),
          types,
          toArray(),
        ),
      ).toBe('-(r|)', {
        r: [
          'immediate_response',
          'otp_verification_required',
          'otp_sent',
          'eventual_response',
          'otp_verified',
          'immediate_response',
          'eventual_response',
        ],
      });
    });
  });

  it('weakness 14: there is a heartbeat, a backoff, and a resume', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      expectObservable(app.uncorrelated$, '40s !').toBe('');
      expectObservable(app.state$.pipe(map(({ status }) => status)), '36s !').toBe(
        '(co) 34996ms w 249ms (co)',
        { c: 'connecting', o: 'open', w: 'waiting' },
      );
      expectObservable(only(scripted.sent$, 'ping').pipe(map(() => 'p'))).toBe('25s p');
      expectObservable(
        scripted.sockets$.pipe(map((log) => ('made' in log ? 'm' : log.closedByClient))),
      ).toBe('m 34999ms d 249ms m 5749ms c', { m: 'm', d: 'dropped', c: 1000 });
    });
  });

  it('weakness 15: a pong without data invents no time [PING-2] [TOL-7]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({ ping: (a) => of(event.pong(a)) }));
      expectObservable(client(scripted).ping()).toBe('(p|)', {
        p: { type: 'pong', requestId: 'r1' },
      });
    });
  });

  it('weaknesses 16 and 17: unknown types and binary frames are told, and not taken for something else [FRAME-2] [FRAME-5]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({
        push$: cold('-ub', {
          u: '{"type":"constructor"}',
          b: new TextEncoder().encode('{"type":"pong"}'),
        }),
      });
      const app = client(scripted);
      expectObservable(app.uncorrelated$, '9ms !').toBe('');
      expectObservable(app.unknownEvents$).toBe('-u', { u: { type: 'constructor' } });
      expectObservable(app.protocolErrors$.pipe(map(({ kind }) => kind))).toBe('--b', {
        b: 'not_text',
      });
    });
  });

  it('weakness 18: cancelling on a closed connection throws nothing', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => cold('a-x', { a: event.accepted(a), x: closing(1006) }) }),
      );
      const session = client(scripted, { recoverWithin: 0 }).session({ agentId: AGENT });
      expectObservable(session.turn('Hi').pipe(types), '-----!').toBe(
        'a-#',
        SHORT,
        expect.anything(),
      );
      expectObservable(only(scripted.sent$, 'cancel')).toBe('');
    });
  });

  it('weaknesses 19 and 20: answers are validated without files, and conversations can be renamed', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          get_session: (a) => of(event.immediateResponse(a, { sessionId: 7 })),
          rename_conversation: (a) =>
            of(event.immediateResponse(a, { conversationId: a.conversationId, title: a.title })),
        }),
      );
      const app = client(scripted);
      expectObservable(app.session({ agentId: AGENT }).info()).toBe(
        '#',
        {},
        expect.objectContaining({
          kind: 'undecodable',
          failure: expect.objectContaining({ path: 'sessionId' }),
        }),
      );
      expectObservable(app.renameConversation('c1', 'T')).toBe('(r|)', {
        r: { conversationId: 'c1', title: 'T' },
      });
    });
  });

  it('weakness 21: ids come from the platform’s source of randomness, or from outside [SHAPE-5]', async () => {
    const scripted = scriptedSocket(answering({}));
    const chance = vi.spyOn(Math, 'random');
    const app = createClient({ url: 'ws://scripted.test/ws', socket: scripted.create, linger: 0 });
    const used = merge(app.ping(), app.ping()).subscribe();
    const sent = await firstValueFrom(scripted.sent$.pipe(take(2), toArray()));
    used.unsubscribe();
    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(2);
    for (const { requestId } of sent) {
      expect(requestId).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
    expect(chance).not.toHaveBeenCalled();
    chance.mockRestore();
  });
});
