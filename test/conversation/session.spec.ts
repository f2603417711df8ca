import { concat, delay, EMPTY, map, merge, mergeMap, of, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { closing, event } from 'smooth-operator-rx/testing';
import { AGENT, answering, only, SESSION, turnTest } from '../turnTest';

describe('a session', () => {
  it('is created once, with what it was given, when it is first used', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          get_session: (a) =>
            of(
              event.immediateResponse(a, {
                sessionId: SESSION,
                conversationId: 'c1',
                agentName: 'smooth-agent',
              }),
            ),
        }),
      );
      const session = client(scripted).session({
        agentId: AGENT,
        userName: 'Alice',
        supports: ['choice_chips'],
      });
      const info$ = session.info().pipe(map((info) => info.conversationId));
      expectObservable(info$).toBe('(c|)', { c: 'c1' });
      expectObservable(timer(5).pipe(mergeMap(() => info$))).toBe('-----(c|)', { c: 'c1' });
      expectObservable(only(scripted.sent$, 'create_conversation_session')).toBe('n', {
        n: {
          action: 'create_conversation_session',
          requestId: 'r1',
          agentId: AGENT,
          userName: 'Alice',
          supports: ['choice_chips'],
        },
      });
    });
  });

  it('is created once, though two ask for it at the same time', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          create_conversation_session: (a) => event.sessionCreated(a).pipe(delay(5)),
        }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(merge(session.info(), session.messages()), '9ms !').toBe('');
      expectObservable(scripted.sent$.pipe(map(({ action }) => action))).toBe('c----(gm)', {
        c: 'create_conversation_session',
        g: 'get_session',
        m: 'get_conversation_messages',
      });
    });
  });

  it('is asked for again after it could not be created', () => {
    turnTest(({ server, client, expectObservable }) => {
      let refusals = 1;
      const scripted = server(
        answering({
          create_conversation_session: (a) =>
            refusals-- > 0 ? of(event.error(a, 'STORAGE_ERROR')) : event.sessionCreated(a),
          send_message: (a) => of(event.eventualResponse(a)),
        }),
      );
      const turn$ = client(scripted)
        .session({ agentId: AGENT })
        .turn('Hi')
        .pipe(map(({ type }) => type));
      expectObservable(turn$).toBe(
        '#',
        {},
        expect.objectContaining({ kind: 'failed', code: 'STORAGE_ERROR', retryable: true }),
      );
      expectObservable(timer(5).pipe(mergeMap(() => turn$))).toBe('-----(e|)', {
        e: 'eventual_response',
      });
    });
  });

  it('is resumed on a new socket before anything else of it is sent [RESUME-1]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        answering(
          { send_message: (a) => of(event.accepted(a), event.eventualResponse(a)) },
          socket === 1 ? { push$: cold('----x', { x: closing(1006) }) } : {},
        ),
      );
      const app = client(scripted);
      const session = app.session({ agentId: AGENT, supports: ['identity_form'] });
      const again$ = timer(500).pipe(mergeMap(() => session.turn('Two')));
      expectObservable(concat(session.turn('One'), again$).pipe(map(({ type }) => type))).toBe(
        '(ae) 496ms (ae|)',
        { a: 'immediate_response', e: 'eventual_response' },
      );
      expectObservable(app.uncorrelated$, '2s !').toBe('');
      expectObservable(
        scripted.sent$.pipe(
          map((a) => [a.action, 'conversationId' in a ? a.conversationId : undefined]),
        ),
      ).toBe('(cs) 496ms (rs)', {
        c: ['create_conversation_session', undefined],
        s: ['send_message', undefined],
        r: ['create_conversation_session', '00000000-0000-4000-8000-000000000002'],
      });
      expectObservable(session.opened$.pipe(map(({ resumed }) => resumed)), '2s !').toBe(
        'f 499ms t',
        { f: false, t: true },
      );
    });
  });

  it('says when an earlier conversation could not be taken up [RESUME-2]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      const session = client(scripted).session({ agentId: AGENT, conversationId: 'lost' });
      expectObservable(session.info(), '5ms !').toBe('');
      expectObservable(session.opened$, '5ms !').toBe('o', {
        o: expect.objectContaining({ resumed: false }),
      });
    });
  });

  it('answers without a prompt, after a reload', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          confirm_tool_action: (a) =>
            of(event.immediateResponse(a, { sessionId: SESSION, approved: a.approved })),
          submit_interaction: (a) =>
            of(
              event.interactionInvalid(a, {
                interactionId: a.interactionId,
                kind: 'choices',
                errors: [{ field: 'values', message: 'missing' }],
              }),
            ),
          verify_otp: (a) => of(event.otpVerified(a)),
        }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(session.confirmToolAction(false)).toBe('(a|)', {
        a: { sessionId: SESSION, approved: false },
      });
      expectObservable(
        session.submitInteraction({ interactionId: 'i1', kind: 'choices', declined: true }),
      ).toBe('(a|)', { a: expect.objectContaining({ type: 'interaction_invalid' }) });
      expectObservable(session.verifyOtp('123456')).toBe('(a|)', {
        a: expect.objectContaining({ type: 'otp_verified' }),
      });
    });
  });
});

describe('a request', () => {
  it('is answered out of order without crossing [CORR-5] [TOL-13]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) => cold('---p', { p: event.pong(a, 7) }),
          list_conversations: (a) =>
            cold('-l', { l: event.immediateResponse(a, { conversations: [] }) }),
          rename_conversation: (a) =>
            cold('--r', {
              r: event.immediateResponse(a, { conversationId: a.conversationId, title: a.title }),
            }),
        }),
      );
      const app = client(scripted);
      expectObservable(app.ping()).toBe('---(p|)', {
        p: expect.objectContaining({ data: { timestamp: 7 } }),
      });
      expectObservable(app.listConversations({ limit: 3 })).toBe('-(l|)', { l: [] });
      expectObservable(app.renameConversation('c1', 'Returns')).toBe('--(r|)', {
        r: { conversationId: 'c1', title: 'Returns' },
      });
    });
  });

  it('times out when it is not answered, and a late answer is told as uncorrelated', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(answering({ ping: (a) => cold('50ms p', { p: event.pong(a) }) }));
      const app = client(scripted, { requestTimeout: 20 });
      expectObservable(app.ping()).toBe(
        '20ms #',
        {},
        expect.objectContaining({
          kind: 'timeout',
          waitedFor: 'response',
          afterMs: 20,
          requestId: 'r1',
        }),
      );
      expectObservable(app.uncorrelated$, '99ms !').toBe('50ms p', {
        p: expect.objectContaining({ type: 'pong' }),
      });
    });
  });

  it('fails with what does not fit, when the answer is not of the right shape', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          list_conversations: (a) => of(event.immediateResponse(a, { conversations: 'none' })),
        }),
      );
      expectObservable(client(scripted).listConversations()).toBe(
        '#',
        {},
        expect.objectContaining({
          kind: 'undecodable',
          failure: expect.objectContaining({ path: 'conversations', got: '"none"' }),
        }),
      );
    });
  });

  it('is interrupted when the socket goes, and refused after close()', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(answering({ ping: () => cold('--x', { x: closing(1011) }) }));
      const app = client(scripted);
      expectObservable(app.ping()).toBe(
        '--#',
        {},
        expect.objectContaining({ kind: 'interrupted', closeCode: 1011 }),
      );
      const after$ = timer(5).pipe(
        mergeMap(() => {
          app.close();
          return app.ping();
        }),
      );
      expectObservable(after$).toBe('-----#', {}, expect.objectContaining({ kind: 'closed' }));
    });
  });
});

describe('what nobody waits for', () => {
  it('is told: unknown events as they came, others as uncorrelated; a turn is not disturbed [STRAY-3] [STRAY-4] [FRAME-5]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering(
          {
            send_message: (a) =>
              cold('a---(e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
          },
          {
            push$: cold('-uk', {
              u: '{"type":"agent_mood","mood":"sunny"}',
              k: event.keepalive('somebody-else'),
            }),
          },
        ),
      );
      const app = client(scripted);
      expectObservable(app.unknownEvents$).toBe('-u', { u: { type: 'agent_mood', mood: 'sunny' } });
      expectObservable(app.uncorrelated$, '9ms !').toBe('--k', {
        k: event.keepalive('somebody-else'),
      });
      expectObservable(app.protocolErrors$).toBe('');
      const turn$ = app.session({ agentId: AGENT }).turn('Hi');
      expectObservable(
        turn$.pipe(mergeMap((e) => (e.type === 'eventual_response' ? of(1) : EMPTY))),
      ).toBe('----(e|)', { e: 1 });
    });
  });
});
