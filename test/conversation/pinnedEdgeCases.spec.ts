import { lastValueFrom, map, merge, mergeMap, NEVER, of, take, timer, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { answerInteractions, reply } from 'smooth-operator-rx';
import { ACTIONS, EVENTS } from 'smooth-operator-rx/protocol';
import { readdirSync } from 'node:fs';
import { closing, event, scriptedSocket } from 'smooth-operator-rx/testing';
import { createClient } from 'smooth-operator-rx';
import { AGENT, answering, only, SESSION, turnTest } from '../turnTest';

const types = map(({ type }: { readonly type: string }) => type);
const SHORT = {
  a: 'immediate_response',
  t: 'stream_token',
  e: 'eventual_response',
  c: 'cancelled',
  x: 'error',
  i: 'interaction_required',
  v: 'interaction_invalid',
};

describe('the edge cases that the official clients pin', () => {
  it('parked next() rejects on transport close', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('aw---x', {
              a: event.accepted(a),
              w: event.writeConfirmationRequired(a, 'issue_refund'),
              x: closing(1006),
            }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(turn$.pipe(types)).toBe(
        'aw---#',
        { ...SHORT, w: 'write_confirmation_required' },
        expect.objectContaining({ kind: 'interrupted' }),
      );
    });
  });

  it('a mid-stream error is yielded, then thrown by iteration; await rejects with the code', async () => {
    const scripted = scriptedSocket(
      answering({
        send_message: (a) =>
          of(event.accepted(a), event.streamToken(a, 'x'), event.error(a, 'INTERNAL_ERROR')),
      }),
    );
    const session = createClient({
      url: 'ws://scripted.test/ws',
      socket: scripted.create,
      linger: 0,
    }).session({ agentId: AGENT });
    const seen: string[] = [];
    const watched = lastValueFrom(
      session.turn('Hi').pipe(
        map(({ type }) => {
          seen.push(type);
        }),
      ),
    );
    await expect(watched).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(seen).toEqual(['immediate_response', 'stream_token', 'error']);
    await expect(lastValueFrom(session.turn('Hi').pipe(reply()))).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
    });
  });

  it('turn timeout rejects both await and iteration, with requestId; never fires after a terminal', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) => of(event.pong(a)),
          send_message: (a) =>
            a.message === 'slow'
              ? merge(of(event.accepted(a)), NEVER)
              : of(event.accepted(a), event.eventualResponse(a)),
        }),
      );
      const session = client(scripted, { turnTimeout: 10_000, whenBusy: 'send' }).session({
        agentId: AGENT,
      });
      const timedOut = expect.objectContaining({
        kind: 'timeout',
        code: 'TURN_TIMEOUT',
        requestId: 'r2',
      });
      expectObservable(session.turn('slow').pipe(reply())).toBe('11s #', {}, timedOut);
      expectObservable(session.turn('fast').pipe(types)).toBe('(ae|)', SHORT);
    });
  });

  it('a stale non-open socket is closed and detached before redial; its late messages are ignored', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        answering(
          {},
          socket === 1
            ? {
                push$: cold('--x 600ms l', {
                  x: closing(1006),
                  l: event.keepalive('of the old socket'),
                }),
              }
            : { push$: cold('600ms n', { n: event.keepalive('of the new socket') }) },
        ),
      );
      expectObservable(client(scripted).uncorrelated$, '2s !').toBe('852ms n', {
        n: event.keepalive('of the new socket'),
      });
    });
  });

  it('a half-open dial times out, and the state says so', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server({ open$: NEVER });
      const app = client(scripted, { connectTimeout: 5_000, reconnect: false });
      expectObservable(app.ping()).toBe(
        '5s #',
        {},
        expect.objectContaining({
          kind: 'connection',
          cause: { kind: 'connect_timeout', afterMs: 5_000 },
        }),
      );
      expectObservable(timer(5_000).pipe(mergeMap(() => app.state$.pipe(take(1))))).toBe(
        '5s (c|)',
        {
          c: expect.objectContaining({ status: 'closed' }),
        },
      );
    });
  });

  it('events are buffered before iteration starts, and order is kept', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            of(
              event.accepted(a),
              ...['a', 'b', 'c'].map((token) => event.streamToken(a, token)),
              event.eventualResponse(a),
            ),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(turn$.pipe(types, toArray())).toBe('(r|)', {
        r: ['immediate_response', ...Array<string>(3).fill('stream_token'), 'eventual_response'],
      });
    });
  });

  it('confirm and interaction answers continue the same turn; interaction_invalid is not terminal [CARD-2] [PROMPT-2]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      let answers = 0;
      const card = { interactionId: 'i1', kind: 'identity_intake' };
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('ai', {
              a: event.accepted(a),
              i: event.interactionRequired(a, {
                ...card,
                spec: { fields: [{ key: 'email', required: true }] },
              }),
            }),
          submit_interaction: (a) =>
            answers++ === 0
              ? cold('-v', {
                  v: event.interactionInvalid(a, {
                    ...card,
                    errors: [{ field: 'email', message: 'must be a valid email address' }],
                  }),
                })
              : cold('-k-(e|)', { k: event.immediateResponse(a), e: event.eventualResponse('r2') }),
        }),
      );
      const turn$ = client(scripted)
        .session({ agentId: AGENT, supports: ['identity_form'] })
        .turn('Hi')
        .pipe(
          answerInteractions({
            identity_intake: ({ errors, spec }) => ({
              email: errors ? `ada@${spec.fields[0]?.key ?? ''}.example` : 'ada',
            }),
          }),
        );
      expectObservable(turn$.pipe(types)).toBe('aiv--(e|)', SHORT);
      expectObservable(only(scripted.sent$, 'submit_interaction')).toBe('-ab', {
        a: {
          action: 'submit_interaction',
          requestId: 'r3',
          sessionId: SESSION,
          ...card,
          values: { email: 'ada' },
        },
        b: {
          action: 'submit_interaction',
          requestId: 'r4',
          sessionId: SESSION,
          ...card,
          values: { email: 'ada@email.example' },
        },
      });
    });
  });

  it('exact decline and cancel frame shapes; create forwards conversationId', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const card = { interactionId: 'i1', kind: 'choices' };
      const scripted = server(
        answering({
          send_message: (a) => cold('-i', { i: event.interactionRequired(a, card) }),
          submit_interaction: (a) => of(event.immediateResponse(a)),
        }),
      );
      const turn$ = client(scripted)
        .session({ agentId: AGENT, conversationId: 'c9' })
        .turn('Hi')
        .pipe(answerInteractions({ choices: () => null }));
      expectObservable(turn$.pipe(types), '---!').toBe('-i', SHORT);
      expectObservable(only(scripted.sent$, 'create_conversation_session', 'send_message')).toBe(
        '(ns)',
        {
          n: {
            action: 'create_conversation_session',
            requestId: 'r1',
            agentId: AGENT,
            conversationId: 'c9',
          },
          s: expect.objectContaining({ action: 'send_message' }),
        },
      );
      expectObservable(only(scripted.sent$, 'submit_interaction', 'cancel')).toBe('-d-c', {
        d: {
          action: 'submit_interaction',
          requestId: 'r3',
          sessionId: SESSION,
          ...card,
          declined: true,
        },
        c: { action: 'cancel', requestId: 'r2', sessionId: SESSION },
      });
    });
  });

  it('cancelled resolves the turn: the iterator ends cleanly, and there is no reply', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) => cold('a-c', { a: event.accepted(a), c: event.cancelled(a) }),
        }),
      );
      const session = client(scripted, { whenBusy: 'send' }).session({ agentId: AGENT });
      expectObservable(session.turn('Hi').pipe(types)).toBe('a-(c|)', SHORT);
      expectObservable(session.turn('Hi').pipe(reply())).toBe('--|');
    });
  });

  it('cancelling after settling sends nothing; a stray cancelled is told once', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-e-c', {
              a: event.accepted(a),
              e: event.eventualResponse(a),
              c: event.cancelled(a),
            }),
        }),
      );
      const app = client(scripted);
      expectObservable(app.session({ agentId: AGENT }).turn('Hi').pipe(types), '-----!').toBe(
        'a-(e|)',
        SHORT,
      );
      expectObservable(app.uncorrelated$.pipe(types), '9ms !').toBe('----c', SHORT);
      expectObservable(only(scripted.sent$, 'cancel')).toBe('');
    });
  });

  it('out-of-order replies do not cross, and pending ones are rejected on close [TOL-13]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) => (a.requestId === 'r1' ? cold('----p', { p: event.pong(a, 1) }) : NEVER),
          list_conversations: (a) => of(event.immediateResponse(a, { conversations: [] })),
        }),
      );
      const app = client(scripted);
      expectObservable(app.ping().pipe(map(({ requestId }) => requestId))).toBe('----(p|)', {
        p: 'r1',
      });
      expectObservable(app.listConversations()).toBe('(l|)', { l: [] });
      expectObservable(app.ping()).toBe(
        '------#',
        {},
        expect.objectContaining({ kind: 'interrupted' }),
      );
      expectObservable(timer(6).pipe(mergeMap(() => (app.close(), of('closed'))))).toBe(
        '------(c|)',
        { c: 'closed' },
      );
    });
  });

  it('an uncorrelated keepalive is told', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server({ push$: cold('-k', { k: event.keepalive('gone') }) });
      expectObservable(client(scripted).uncorrelated$, '5ms !').toBe('-k', {
        k: event.keepalive('gone'),
      });
    });
  });

  it.each([
    ['ws://h.test/ws', 'a b&c', 'ws://h.test/ws?token=a%20b%26c'],
    ['ws://h.test/ws?x=1%202', 't', 'ws://h.test/ws?x=1%202&token=t'],
    ['ws://h.test/ws?token=old&x=1', 'new', 'ws://h.test/ws?token=new&x=1'],
    ['ws://h.test/ws?x=1', undefined, 'ws://h.test/ws?x=1'],
  ])('token appended, query kept, encoded; URL untouched without token: %s', (url, token, made) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted, { url, ...(token !== undefined && { token }) });
      expectObservable(app.uncorrelated$, '2ms !').toBe('');
      expectObservable(scripted.sockets$.pipe(take(1))).toBe('(m|)', { m: { socket: 1, made } });
    });
  });

  it('EVENT_TYPES and ACTION_TYPES match the spec folders', () => {
    const folder = (name: string) =>
      readdirSync(new URL(`../../spec/schemas/${name}`, import.meta.url))
        .map((file) => file.replace('.json', '').replaceAll('-', '_'))
        .sort();
    expect(folder('events')).toEqual([...EVENTS].sort());
    expect(folder('actions')).toEqual([...ACTIONS].sort());
  });

  it('an unknown event leaves the turn healthy; preamble and reasoning reach the turn', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('aupr(e|)', {
              a: event.accepted(a),
              u: JSON.stringify({ type: 'mood', requestId: a.requestId }),
              p: event.streamPreamble(a, 'One moment'),
              r: event.streamReasoning(a, 'Hm'),
              e: event.eventualResponse(a),
            }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(turn$.pipe(types)).toBe('a-pr(e|)', {
        ...SHORT,
        p: 'stream_preamble',
        r: 'stream_reasoning',
      });
    });
  });

  it('cancel omits an absent requestId', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      expectObservable(client(scripted).session({ agentId: AGENT }).cancel()).toBe('|');
      expectObservable(only(scripted.sent$, 'cancel')).toBe('c', {
        c: { action: 'cancel', sessionId: SESSION },
      });
    });
  });

  it('concurrent push and finish does not panic: what comes within a terminal event is nobody’s', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('(aetx)', {
              a: event.accepted(a),
              e: event.eventualResponse(a),
              t: event.streamToken(a, 'late'),
              x: event.error(a, 'INTERNAL_ERROR'),
            }),
        }),
      );
      const app = client(scripted);
      expectObservable(app.session({ agentId: AGENT }).turn('Hi').pipe(types)).toBe('(ae|)', SHORT);
      expectObservable(app.uncorrelated$.pipe(types), '9ms !').toBe('(tx)', SHORT);
    });
  });
});
