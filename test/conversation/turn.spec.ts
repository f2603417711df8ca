import {
  catchError,
  concat,
  EMPTY,
  filter,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  take,
  takeUntil,
  tap,
  timer,
  toArray,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { TurnEvent } from 'smooth-operator-rx';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { closing, event, type Frame } from 'smooth-operator-rx/testing';
import { AGENT, answering, only, SESSION, turnTest } from '../turnTest';

const types = (turn$: Observable<TurnEvent>) => turn$.pipe(map(({ type }) => type));
const actions = (sent$: Observable<ClientAction>) => sent$.pipe(map(({ action }) => action));
const SHORT = {
  a: 'immediate_response',
  t: 'stream_token',
  e: 'eventual_response',
  c: 'cancelled',
  x: 'error',
};

describe('a turn', () => {
  it('is cold: nothing is sent, and no socket made, before it is subscribed to [TURN-5] [STATE-2]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      void client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(scripted.sockets$).toBe('');
      expectObservable(scripted.sent$).toBe('');
    });
  });

  it('sends one send_message with an id of its own for each subscription [TURN-5] [CORR-1]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-(e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(types(turn$)).toBe('a-(e|)', SHORT);
      expectObservable(types(concat(timer(9).pipe(mergeMap(() => EMPTY)), turn$))).toBe(
        '---------a-(e|)',
        SHORT,
      );
      expectObservable(only(scripted.sent$, 'send_message')).toBe('a--------b', {
        a: { action: 'send_message', requestId: 'r2', sessionId: SESSION, message: 'Hi' },
        b: { action: 'send_message', requestId: 'r3', sessionId: SESSION, message: 'Hi' },
      });
    });
  });

  it('takes no place when it is left by who watches the connection that it begins to open [STATE-2]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-(e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
        }),
      );
      const app = client(scripted, { linger: 0 });
      const turn$ = app.session({ agentId: AGENT }).turn('Hi');
      const connecting$ = app.state$.pipe(filter(({ status }) => status === 'connecting'));
      expectObservable(turn$.pipe(takeUntil(connecting$))).toBe('(|)');
      expectObservable(types(concat(timer(9).pipe(mergeMap(() => EMPTY)), turn$))).toBe(
        '---------a-(e|)',
        SHORT,
      );
    });
  });

  it('sends all that can belong to a message [SEND-1]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      const message = {
        message: 'What is this?',
        images: [{ url: 'https://example.com/a.png', detail: 'low' as const }],
        files: [{ name: 'a.txt', url: 'data:text/plain,a' }],
        skill: 'describe',
        model: 'm1',
        stream: false,
      };
      const turn$ = client(scripted).session({ agentId: AGENT }).turn(message);
      expectObservable(turn$, '1s !').toBe('');
      expectObservable(only(scripted.sent$, 'send_message')).toBe('s', {
        s: { ...message, action: 'send_message', requestId: 'r2', sessionId: SESSION },
      });
    });
  });

  it('emits the events of its requestId alone, in order, the terminal one last, and completes [TURN-5] [TURN-3]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering(
          {
            send_message: (a) => {
              const values = {
                a: event.accepted(a),
                p: event.streamPreamble(a, 'One moment.'),
                r: event.streamReasoning(a, 'Hm'),
                t: event.streamToken(a, 'Yes'),
                k: event.keepalive(a),
                e: event.eventualResponse(a, { text: 'Yes' }),
              };
              return cold('aprtk(e|)', values);
            },
          },
          { push$: cold('---s', { s: event.streamToken('somebody-else', 'No') }) },
        ),
      );
      expectObservable(types(client(scripted).session({ agentId: AGENT }).turn('Hi'))).toBe(
        'aprtk(e|)',
        {
          ...SHORT,
          p: 'stream_preamble',
          r: 'stream_reasoning',
          k: 'keepalive',
        },
      );
    });
  });

  it('sends exactly one cancel when it is left, and nothing after its end [TURN-6]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            a.message === 'long'
              ? cold('a', { a: event.accepted(a) })
              : of(event.accepted(a), event.eventualResponse(a)),
          cancel: (a) => cold('-c', { c: event.cancelled(a) }),
        }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(types(session.turn('long')), '----!').toBe('a', SHORT);
      const later$ = timer(9).pipe(mergeMap(() => session.turn('short').pipe(take(2))));
      expectObservable(types(later$)).toBe('---------(ae|)', SHORT);
      expectObservable(actions(scripted.sent$)).toBe('(ns)c----s', {
        n: 'create_conversation_session',
        s: 'send_message',
        c: 'cancel',
      });
      expectObservable(only(scripted.sent$, 'cancel')).toBe('----c', {
        c: { action: 'cancel', requestId: 'r2', sessionId: SESSION },
      });
    });
  });

  it('keeps its place until its cancel has been answered, so that the next one is not refused [TURN-10]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) => cold('a', { a: event.accepted(a) }),
          cancel: (a) => cold('-----c', { c: event.cancelled(a) }),
        }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(session.turn('One'), '---!').toBe('a', { a: expect.anything() });
      expectObservable(timer(4).pipe(mergeMap(() => types(session.turn('Two')))), '50ms !').toBe(
        '--------a',
        SHORT,
      );
    });
  });

  it('does not wait for the answer to its cancel for ever', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) => of(event.pong(a)),
          send_message: (a) => of(event.accepted(a)),
        }),
      );
      const app = client(scripted);
      const session = app.session({ agentId: AGENT });
      expectObservable(session.turn('One'), '---!').toBe('a', { a: expect.anything() });
      expectObservable(timer(4).pipe(mergeMap(() => types(session.turn('Two')))), '40s !').toBe(
        '33s a',
        SHORT,
      );
    });
  });

  it('that was left before it was sent, is not sent and needs no cancel', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(answering({}, { open$: cold('-----o') }));
      expectObservable(client(scripted).session({ agentId: AGENT }).turn('Hi'), '---!').toBe('');
      expectObservable(scripted.sent$).toBe('');
    });
  });

  it('completes on `cancelled`, which it emits [TURN-7]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) => cold('a', { a: event.accepted(a) }),
          cancel: () => cold('-c', { c: event.cancelled('r2') }),
        }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(types(session.turn('Hi'))).toBe('a----(c|)', SHORT);
      expectObservable(timer(4).pipe(mergeMap(() => session.cancel()))).toBe('----|');
    });
  });

  it('goes on when TURN_IN_PROGRESS comes after its acknowledgement: that is about another frame [TURN-4]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-x-t-e', {
              a: event.accepted(a),
              x: event.error(a, 'TURN_IN_PROGRESS'),
              t: event.streamToken(a, 'Hi'),
              e: event.eventualResponse(a),
            }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(types(turn$)).toBe('a-x-t-(e|)', SHORT);
      expectObservable(actions(scripted.sent$)).toBe('(ns)', {
        n: 'create_conversation_session',
        s: 'send_message',
      });
    });
  });

  it('fails with the code of its error event, which it emits first [TURN-7] [ERR-3]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-x', { a: event.accepted(a), x: event.error(a, 'INTERNAL_ERROR', 'Sorry.') }),
        }),
      );
      expectObservable(types(client(scripted).session({ agentId: AGENT }).turn('Hi'))).toBe(
        'a-(x#)',
        SHORT,
        expect.objectContaining({
          kind: 'failed',
          code: 'INTERNAL_ERROR',
          message: 'Sorry.',
          requestId: 'r2',
          retryable: true,
        }),
      );
    });
  });

  it('is not retryable once a tool has run', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('at(x|)', {
              a: event.accepted(a),
              t: event.toolCall(a, 'issue_refund', { orderId: '1' }),
              x: event.error(a, 'INTERNAL_ERROR'),
            }),
        }),
      );
      expectObservable(types(client(scripted).session({ agentId: AGENT }).turn('Hi'))).toBe(
        'at(x#)',
        { ...SHORT, t: 'stream_chunk' },
        expect.objectContaining({ kind: 'failed', retryable: false }),
      );
    });
  });

  it('goes on after OTP_SEND_FAILED [STRAY-1]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('ax(e|)', {
              a: event.accepted(a),
              x: event.error(a, 'OTP_SEND_FAILED'),
              e: event.eventualResponse(a),
            }),
        }),
      );
      expectObservable(types(client(scripted).session({ agentId: AGENT }).turn('Hi'))).toBe(
        'ax(e|)',
        SHORT,
      );
    });
  });

  it.each(['eventual_response', 'cancelled', 'error'])(
    'fails when its terminal event %s cannot be decoded: it would wait for ever',
    (tag) => {
      turnTest(({ server, client, cold, expectObservable }) => {
        const scripted = server(
          answering({
            send_message: (a) =>
              cold<Frame>('ab', {
                a: event.accepted(a),
                b: JSON.stringify({ type: tag, requestId: a.requestId, data: 7, status: 'x' }),
              }),
          }),
        );
        const app = client(scripted);
        expectObservable(types(app.session({ agentId: AGENT }).turn('Hi'))).toBe(
          'a#',
          SHORT,
          expect.objectContaining({
            kind: 'undecodable',
            failure: expect.objectContaining({ kind: 'wrong_shape', tag }),
          }),
        );
        expectObservable(app.protocolErrors$).toBe('-p', { p: expect.objectContaining({ tag }) });
      });
    },
  );

  it('is offered once more when the server is busy for a moment, and fails the second time [TURN-4]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      let refusals = 1;
      const scripted = server(
        answering({
          send_message: (a) =>
            refusals-- > 0
              ? cold('-x', { x: event.error(a, 'TURN_IN_PROGRESS') })
              : cold('-a(e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
        }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(types(session.turn('Hi'))).toBe('- 250ms -a(e|)', SHORT);
      expectObservable(only(scripted.sent$, 'send_message').pipe(map((a) => a.requestId))).toBe(
        'a 250ms b',
        { a: 'r2', b: 'r3' },
      );
    });
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => cold('-x', { x: event.error(a, 'TURN_IN_PROGRESS') }) }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      expectObservable(types(session.turn('Hi'))).toBe(
        '- 250ms -(x#)',
        SHORT,
        expect.objectContaining({ kind: 'failed', code: 'TURN_IN_PROGRESS', retryable: true }),
      );
    });
  });

  it('says whether an interrupted message was acknowledged [TURN-8]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(answering({ send_message: () => cold('--x', { x: closing(1006) }) }));
      expectObservable(
        client(scripted, { recoverWithin: 0 }).session({ agentId: AGENT }).turn('Hi'),
      ).toBe(
        '--#',
        {},
        expect.objectContaining({ kind: 'interrupted', delivery: 'unknown', closeCode: 1006 }),
      );
    });
  });

  it.each([
    [1006, true],
    [1009, false],
    [4401, false],
  ])('that is interrupted with close code %i is retryable: %s', (code, retryable) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => cold('a-x', { a: event.accepted(a), x: closing(code) }) }),
      );
      expectObservable(
        types(client(scripted, { recoverWithin: 0 }).session({ agentId: AGENT }).turn('Hi')),
      ).toBe(
        'a-#',
        SHORT,
        expect.objectContaining({ kind: 'interrupted', closeCode: code, retryable }),
      );
    });
  });

  it('emits events that compare as what was received, though they can be answered [PROMPT-5]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const prompt = (a: { requestId?: string }) =>
        event.writeConfirmationRequired(a, 'issue_refund', 'Refund $25.50');
      const scripted = server(
        answering({
          send_message: (a) => cold('-w', { w: prompt(a) }),
          cancel: (a) => of(event.cancelled(a)),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(turn$, '9ms !').toBe('-w', { w: prompt({ requestId: 'r2' }) });
      expectObservable(
        timer(20).pipe(
          mergeMap(() => turn$),
          map((e) => JSON.stringify(e).includes('prompt')),
        ),
        '30ms !',
      ).toBe('20ms -f', { f: false });
    });
  });
});

describe('a second turn', () => {
  const two =
    (whenBusy: 'queue' | 'reject' | 'replace' | 'send') =>
    ({ server, client, cold }: Parameters<Parameters<typeof turnTest>[0]>[0]) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a---(e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
          cancel: (a) => cold('-c', { c: event.cancelled(a) }),
        }),
      );
      const app = client(scripted, { whenBusy });
      const session = app.session({ agentId: AGENT });
      return { app, scripted, first$: session.turn('One'), second$: session.turn('Two') };
    };

  it('waits in the queue, which can be watched [TURN-10]', () => {
    turnTest((helpers) => {
      const { app, first$, second$ } = two('queue')(helpers);
      helpers.expectObservable(types(first$)).toBe('a---(e|)', SHORT);
      helpers.expectObservable(types(second$)).toBe('----a---(e|)', SHORT);
      helpers.expectObservable(app.queued$, '99ms !').toBe('b---a', { a: 0, b: 1 });
    });
  });

  it('leaves the queue when it is unsubscribed', () => {
    turnTest((helpers) => {
      const { app, scripted, first$, second$ } = two('queue')(helpers);
      helpers.expectObservable(types(first$)).toBe('a---(e|)', SHORT);
      helpers.expectObservable(second$, '--!').toBe('');
      helpers.expectObservable(app.queued$, '99ms !').toBe('b-a', { a: 0, b: 1 });
      helpers.expectObservable(only(scripted.sent$, 'send_message').pipe(map(() => 's'))).toBe('s');
    });
  });

  it('is rejected [TURN-10]', () => {
    turnTest((helpers) => {
      const { first$, second$ } = two('reject')(helpers);
      helpers.expectObservable(types(first$)).toBe('a---(e|)', SHORT);
      helpers
        .expectObservable(second$)
        .toBe('#', {}, expect.objectContaining({ kind: 'busy', code: 'TURN_IN_PROGRESS' }));
    });
  });

  it('replaces the first, which ends as cancelled [TURN-10]', () => {
    turnTest((helpers) => {
      const { first$, second$, scripted } = two('replace')(helpers);
      helpers.expectObservable(types(first$)).toBe('a--(c|)', SHORT);
      const later$ = timer(2).pipe(mergeMap(() => second$));
      helpers.expectObservable(types(later$)).toBe('---a---(e|)', SHORT);
      helpers.expectObservable(only(scripted.sent$, 'cancel')).toBe('--c', {
        c: { action: 'cancel', requestId: 'r2', sessionId: SESSION },
      });
    });
  });

  it('is sent at once, and events do not cross', () => {
    turnTest((helpers) => {
      const { first$, second$, scripted } = two('send')(helpers);
      helpers.expectObservable(first$.pipe(map((e) => e.requestId))).toBe('a---(a|)', { a: 'r2' });
      helpers.expectObservable(second$.pipe(map((e) => e.requestId))).toBe('a---(a|)', { a: 'r3' });
      helpers
        .expectObservable(only(scripted.sent$, 'send_message').pipe(map(() => 's')))
        .toBe('(ss)');
    });
  });
});

describe('silence', () => {
  it('leads to one ping, and while pongs come the turn lives on [TURN-9]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) => of(event.pong(a)),
          send_message: (a) =>
            cold('a 100s (e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Think hard');
      expectObservable(types(turn$)).toBe('a 100s (e|)', SHORT);
    });
  });

  it('without a pong is a timeout of kind `timeout` and a cancel, on a socket that is not dead otherwise [TURN-9]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering(
          { send_message: (a) => cold('a', { a: event.accepted(a) }) },
          // Other traffic keeps the heartbeat content.
          { push$: timer(0, 1_000).pipe(map(() => event.streamToken('somebody-else', 'x'))) },
        ),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(types(turn$)).toBe(
        'a 42999ms #',
        SHORT,
        expect.objectContaining({ kind: 'timeout', waitedFor: 'frame', afterMs: 30_000 }),
      );
      expectObservable(only(scripted.sent$, 'ping', 'cancel').pipe(map((a) => a.action))).toBe(
        '33s p 9999ms c',
        { p: 'ping', c: 'cancel' },
      );
    });
  });

  it('without a pong is a dead socket where nothing else comes either: the turn is looked up, or interrupted [TURN-9]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => cold('a', { a: event.accepted(a) }) }),
      );
      const app = client(scripted, { heartbeat: { idle: Infinity }, recoverWithin: 5_000 });
      const turn$ = app.session({ agentId: AGENT }).turn('Hi');
      expectObservable(types(turn$)).toBe(
        'a 47999ms #',
        SHORT,
        expect.objectContaining({
          kind: 'interrupted',
          cause: { kind: 'heartbeat', afterMs: 10_000 },
        }),
      );
      expectObservable(only(scripted.sent$, 'ping', 'cancel').pipe(map((a) => a.action))).toBe(
        '33s p',
        { p: 'ping' },
      );
    });
  });

  it('is not counted by length: every frame starts it anew [TURN-9]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            merge(
              of(event.accepted(a)),
              timer(20_000, 20_000).pipe(
                take(20),
                map((n) => (n === 19 ? event.eventualResponse(a) : event.streamToken(a, '.'))),
              ),
            ),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      expectObservable(
        turn$.pipe(mergeMap((e) => (e.type === 'eventual_response' ? of('e') : EMPTY))),
      ).toBe('400s (e|)');
      expectObservable(only(scripted.sent$, 'ping')).toBe('');
    });
  });

  it('has a total limit only if one is given, and the time of a person is free [TURN-9]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) => of(event.pong(a)),
          send_message: (a) =>
            merge(
              cold('a 10s w', {
                a: event.accepted(a),
                w: event.writeConfirmationRequired(a, 'issue_refund'),
              }),
              NEVER,
            ),
          confirm_tool_action: (a) => of(event.immediateResponse(a)),
        }),
      );
      const turn$ = client(scripted, { turnTimeout: 60_000 })
        .session({ agentId: AGENT })
        .turn('Hi');
      const answered$ = turn$.pipe(
        mergeMap((e) =>
          e.type === 'write_confirmation_required'
            ? timer(200_000).pipe(mergeMap(() => e.prompt.answer({ approved: true })))
            : EMPTY,
        ),
        mergeMap(() => EMPTY),
      );
      expectObservable(answered$).toBe(
        '264s #',
        {},
        expect.objectContaining({ kind: 'timeout', waitedFor: 'turn', afterMs: 60_000 }),
      );
    });
  });
});

describe('what cannot be sent', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['a text of 10,001 characters', 'x'.repeat(10_001)],
    ['a number', { message: 5 }],
    ['what JSON cannot carry', { message: 'x', images: [1n] }],
  ])('is an error of kind `invalid`, and the next turn runs: %s', (_, message) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => of(event.accepted(a), event.eventualResponse(a)) }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      const invalid = expect.objectContaining({ kind: 'invalid' });
      expectObservable(session.turn(message as string)).toBe('#', {}, invalid);
      expectObservable(types(session.turn('Hi'))).toBe('(ae|)', SHORT);
    });
  });

  it('as an answer leaves the prompt open [STRAY-2]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) => cold('w', { w: event.writeConfirmationRequired(a, 'issue_refund') }),
          confirm_tool_action: (a) =>
            typeof a.approved === 'boolean' && a.approved
              ? of(event.immediateResponse(a), event.eventualResponse('r2'))
              : of(event.error(a, 'VALIDATION_ERROR')),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
      const answered$ = turn$.pipe(
        mergeMap((e) =>
          e.type === 'write_confirmation_required'
            ? concat(
                e.prompt.answer({ approved: 1n as never }).pipe(catchError(() => of('refused'))),
                e.prompt.answer({ approved: false }).pipe(catchError(() => of('refused'))),
                e.prompt.answer({ approved: true }).pipe(map(() => 'taken')),
              )
            : EMPTY,
        ),
      );
      expectObservable(answered$).toBe('(rrt|)', { r: 'refused', t: 'taken' });
    });
  });
});

describe('a long queue', () => {
  it.each([1_000])('of %i turns fails in order, each with its own error', (length) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => cold('a', { a: event.accepted(a) }) }),
      );
      const app = client(scripted);
      const session = app.session({ agentId: AGENT });
      const outcomes$ = merge(
        ...Array.from({ length }, (_, n) =>
          session.turn(`${n}`).pipe(
            mergeMap(() => EMPTY),
            catchError((error: unknown) => of((error as { kind: string }).kind)),
          ),
        ),
      ).pipe(
        toArray(),
        map((kinds) => [kinds.length, new Set(kinds)]),
      );
      expectObservable(outcomes$).toBe('-----(o|)', {
        o: [length, new Set(['interrupted', 'closed'])],
      });
      expectObservable(
        timer(5).pipe(
          tap(() => {
            app.close();
          }),
        ),
      ).toBe('-----(c|)', { c: 0 });
      expectObservable(app.queued$.pipe(filter((n) => n === 0)), '9ms !').toBe('-----z', { z: 0 });
    });
  });
});
