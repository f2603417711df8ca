import { catchError, concat, filter, map, merge, NEVER, of, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  reply,
  text,
  tokens,
  type ClientOptions,
  type SessionOptions,
  type TurnEvent,
} from 'smooth-operator-rx';
import type { ClientAction, ConversationMessage } from 'smooth-operator-rx/protocol';
import { closing, event, type Frame, type TurnTestHelpers } from 'smooth-operator-rx/testing';
import { AGENT, answering, SESSION, turnTest } from '../turnTest';

const CREATED_AT = 1_700_000_000_000;
const iso = (ms: number) => new Date(ms).toISOString();

let count = 0;
const stored =
  (direction: 'inbound' | 'outbound') =>
  (
    content: string,
    { id = `m${++count}`, at = CREATED_AT + 60_000 } = {},
  ): ConversationMessage => ({
    id,
    direction,
    content: { text: content },
    createdAt: iso(at),
  });
const asked = stored('inbound');
const answered = stored('outbound');

/** The only page of a history. */
const page = (to: ClientAction, messages: readonly ConversationMessage[]) =>
  event.immediateResponse(to, { messages, nextCursor: null, hasMore: false });

interface Plot {
  /** The frames of the turn on the first socket; `x` closes it. */
  readonly says?: string;
  /** What the history has, newest first, or what is said instead of it. */
  readonly history?: readonly ConversationMessage[] | ((to: ClientAction) => Observable<Frame>);
  readonly options?: Partial<ClientOptions>;
  readonly session?: Partial<SessionOptions>;
  /** When the server created the session, by its own clock; without: it does not tell. */
  readonly createdAt?: number | undefined;
  readonly code?: number;
}

/** A turn whose first socket is lost. The client comes back after 250 ms. */
function lostTurn(
  { says = 'a-t-x', history = [], options, session, code = 1006, ...plot }: Plot,
  check: (
    turn$: Observable<TurnEvent>,
    sent$: Observable<string>,
    helpers: TurnTestHelpers,
  ) => void,
) {
  turnTest((helpers) => {
    const { cold, server, client } = helpers;
    const createdAt = 'createdAt' in plot ? plot.createdAt : CREATED_AT;
    const scripted = server((socket) =>
      answering({
        create_conversation_session: (a) =>
          event
            .sessionCreated(a, { sessionId: SESSION, conversationId: 'c' })
            .pipe(map((e) => (createdAt === undefined ? e : { ...e, timestamp: createdAt }))),
        send_message: (a) =>
          cold(socket === 1 ? says : 'a-e', {
            a: event.accepted(a),
            t: event.streamToken(a, 'With'),
            c: event.toolCall(a, 'issue_refund'),
            w: event.writeConfirmationRequired(a, 'issue_refund'),
            e: event.eventualResponse(a, { text: 'Sent again', messageId: SESSION }),
            x: closing(code),
          }),
        get_conversation_messages: (a) =>
          typeof history === 'function' ? history(a) : of(page(a, history)),
      }),
    );
    const app = client(scripted, options);
    const turn$ = app.session({ agentId: AGENT, ...session }).turn('How long?');
    const sent$ = scripted.sent$.pipe(map(({ action }) => action));
    check(turn$, sent$, helpers);
  });
}

const ACTIONS = {
  c: 'create_conversation_session',
  s: 'send_message',
  h: 'get_conversation_messages',
};
const interrupted = (fields: object): unknown =>
  expect.objectContaining({ kind: 'interrupted', ...fields });

describe('a turn whose connection was lost', () => {
  it('is looked up with every timer as it is by default, when its socket is half-open [RESUME-6, STATE-5]', () => {
    const history = [answered('Within 17 days.'), asked('How long?')];
    lostTurn({ says: 'a-t', history }, (turn$, sent$, { expectObservable }) => {
      // The last frame at 2 ms; noticed silent at 27.5 s, dead 10 s later, and 250 ms until the next socket.
      expectObservable(turn$.pipe(text())).toBe('--t 37747ms (w|)', {
        t: 'With',
        w: 'Within 17 days.',
      });
      expectObservable(sent$).toBe('(cs) 27496ms p 10249ms (ch)', { ...ACTIONS, p: 'ping' });
    });
  });

  it('completes with its reply when that had been stored, marked as recovered [RESUME-6]', () => {
    const history = [answered('Within 17 days.', { id: 'reply' }), asked('How long?')];
    lostTurn({ history }, (turn$, sent$, { expectObservable }) => {
      const requestId = 'r2';
      expectObservable(turn$).toBe('a-t- 250ms (re|)', {
        a: event.accepted(requestId),
        t: event.streamToken(requestId, 'With'),
        r: { ...event.streamToken(requestId, 'in 17 days.'), recovered: true },
        e: expect.objectContaining({
          type: 'eventual_response',
          requestId,
          recovered: true,
          data: {
            requestId,
            status: 200,
            data: { messageId: 'reply', response: { responseParts: ['Within 17 days.'] } },
          },
        }),
      });
      // The resume is the first frame of the new socket, and the message is not sent again.
      expectObservable(sent$).toBe('(cs) 250ms (ch)', ACTIONS);
    });
  });

  it('gives every character once to who reads tokens, or the text, or the reply', () => {
    const history = [answered('Within 17 days.'), asked('How long?')];
    const read = (
      operator: (turn$: Observable<TurnEvent>) => Observable<string>,
      expected: readonly string[],
    ) => {
      lostTurn({ history }, (turn$, _, { expectObservable }) => {
        expectObservable(operator(turn$).pipe(toArray())).toBe('254ms (r|)', { r: expected });
      });
    };
    read(tokens(), ['With', 'in 17 days.']);
    read(text(), ['With', 'Within 17 days.']);
    read(
      (turn$) =>
        turn$.pipe(
          reply(),
          map((one) => `${one.text} ${String(one.recovered)}`),
        ),
      ['Within 17 days. true'],
    );
  });

  it('repeats no text where the stored reply does not go on as the tokens did', () => {
    const history = [answered('It is 17 days.'), asked('How long?')];
    lostTurn({ history }, (turn$, _, { expectObservable }) => {
      expectObservable(turn$.pipe(tokens())).toBe('--t- 250ms |', { t: 'With' });
    });
    lostTurn({ history }, (turn$, _, { expectObservable }) => {
      expectObservable(turn$.pipe(text())).toBe('--t- 250ms (r|)', {
        t: 'With',
        r: 'It is 17 days.',
      });
    });
  });

  it.each<[string, Plot, object]>([
    ['acknowledged, and not answered', { history: [asked('How long?')] }, { delivery: 'sent' }],
    ['acknowledged, and not in the history', {}, { delivery: 'sent' }],
    [
      'in the history, and not acknowledged',
      { says: '--x', history: [asked('How long?')] },
      { delivery: 'sent', partialText: '' },
    ],
    ['neither', { says: '--x' }, { delivery: 'unknown', partialText: '' }],
    [
      'answered long ago, when the same was asked before',
      {
        says: '--x',
        history: [
          answered('Old', { at: CREATED_AT - 9_000 }),
          asked('How long?', { at: CREATED_AT - 9_000 }),
        ],
        session: { conversationId: 'c' },
      },
      { delivery: 'unknown' },
    ],
    [
      'answered at a time that nobody can tell from before, on a server without timestamps',
      {
        says: '--x',
        createdAt: undefined,
        history: [answered('Old'), asked('How long?')],
        session: { conversationId: 'c' },
      },
      { delivery: 'unknown' },
    ],
    [
      'followed by what somebody else said',
      { history: [asked('Me too'), asked('How long?')] },
      { delivery: 'sent' },
    ],
    [
      'refused its history',
      { history: (to) => of(event.error(to, 'STORAGE_ERROR')) },
      { delivery: 'sent' },
    ],
    [
      'answered with what is no history',
      { history: (to) => of(event.immediateResponse(to, { messages: 7 })) },
      { delivery: 'sent' },
    ],
  ])('is interrupted, not sent again, when it was %s [RESUME-6]', (_, plot, fields) => {
    lostTurn(plot, (turn$, sent$, { expectObservable }) => {
      const types$ = turn$.pipe(tokens());
      const [before, at] = plot.says ? ['--', '250ms #'] : ['--t-', '250ms #'];
      expectObservable(types$).toBe(`${before} ${at}`, { t: 'With' }, interrupted(fields));
      expectObservable(sent$.pipe(filter((action) => action === 'send_message'))).toBe(
        's',
        ACTIONS,
      );
    });
  });

  it('is recognised in a history whose clock is a year off, in either direction', () => {
    for (const off of [-1, 1]) {
      const createdAt = Date.now() + off * 31_536_000_000;
      const history = [
        answered('Within 17 days.', { at: createdAt + 5_000 }),
        asked('How long?', { at: createdAt + 4_000 }),
      ];
      lostTurn(
        { history, createdAt, session: { conversationId: 'c' } },
        (turn$, _, { expectObservable }) => {
          expectObservable(turn$.pipe(tokens())).toBe('--t- 250ms (r|)', {
            t: 'With',
            r: 'in 17 days.',
          });
        },
      );
    }
  });

  it('does not take the reply to an earlier turn of the same words for its own', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const history = [answered('First', { id: SESSION }), asked('Yes')];
      const turns = ['(ae)', 'a-x'];
      const scripted = server(
        answering({
          send_message: (a) =>
            cold(turns.shift() ?? '', {
              a: event.accepted(a),
              e: event.eventualResponse(a, { text: 'First', messageId: SESSION }),
              x: closing(1006),
            }),
          get_conversation_messages: (a) => of(page(a, history)),
        }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      const ask$ = session.turn('Yes').pipe(tokens());
      expectObservable(concat(ask$, ask$)).toBe(
        '-- 250ms #',
        {},
        interrupted({ delivery: 'sent' }),
      );
    });
  });

  it('does not take the reply that was found for an earlier turn of the same words for its own', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const history = [answered('First'), asked('Yes')];
      const turns = ['a-x', '--x'];
      const scripted = server(
        answering({
          send_message: (a) =>
            cold(turns.shift() ?? '', { a: event.accepted(a), x: closing(1006) }),
          get_conversation_messages: (a) => of(page(a, history)),
        }),
      );
      const ask$ = client(scripted).session({ agentId: AGENT }).turn('Yes').pipe(tokens());
      expectObservable(concat(ask$, ask$)).toBe(
        '-- 250ms f 501ms #',
        { f: 'First' },
        interrupted({ delivery: 'unknown' }),
      );
    });
  });

  it.each([
    ['as long as it is told to', { recoverWithin: 100 }, 'a-t-- 99ms #'],
    ['not at all, if so', { recoverWithin: 0 }, 'a-t-#'],
    ['for 30 s', {}, 'a-t-- 29999ms #'],
  ])('waits for a connection %s', (_, options, expected) => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        answering(
          {
            send_message: (a) =>
              cold('a-t-x', {
                a: event.accepted(a),
                t: event.streamToken(a, 'With'),
                x: closing(1006),
              }),
          },
          socket > 1 ? { open$: NEVER } : {},
        ),
      );
      const app = client(scripted, { connectTimeout: Infinity, ...options });
      const turn$ = app.session({ agentId: AGENT }).turn('How long?');
      expectObservable(turn$.pipe(map(({ type }) => type))).toBe(
        expected,
        { a: 'immediate_response', t: 'stream_token' },
        interrupted({ delivery: 'sent', partialText: 'With', closeCode: 1006 }),
      );
    });
  });

  it.each([
    ['credentials', 4401],
    ['policy', 1008],
    ['size', 1009],
  ])('is interrupted at once when no other connection is tried: %s', (_, code) => {
    lostTurn(
      { code, history: [answered('x'), asked('How long?')] },
      (turn$, _sent$, { expectObservable }) => {
        expectObservable(turn$.pipe(tokens())).toBe(
          '--t-#',
          { t: 'With' },
          interrupted({ closeCode: code }),
        );
      },
    );
  });

  it('is interrupted at once while a person was asked: the server drops what waits', () => {
    lostTurn({ says: 'a-w-x' }, (turn$, sent$, { expectObservable }) => {
      expectObservable(turn$.pipe(tokens())).toBe('----#', {}, interrupted({ delivery: 'sent' }));
      expectObservable(sent$, '9ms !').toBe('(cs)', ACTIONS);
    });
  });

  it('sends no cancel when it is left while it is looked for, and holds the connection no longer', () => {
    lostTurn({ options: { linger: 0 } }, (turn$, sent$, { expectObservable }) => {
      expectObservable(turn$.pipe(tokens()), '100ms !').toBe('--t', { t: 'With' });
      expectObservable(sent$).toBe('(cs)', ACTIONS);
    });
  });

  it('is looked for again when the next connection is lost as well', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const history = [answered('Within 17 days.'), asked('How long?')];
      const scripted = server((socket) =>
        answering({
          send_message: (a) => cold('a-x', { a: event.accepted(a), x: closing(1006) }),
          get_conversation_messages: (a) =>
            socket === 2 ? cold('-x', { x: closing(1006) }) : of(page(a, history)),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('How long?');
      expectObservable(turn$.pipe(tokens())).toBe('-- 250ms - 500ms (r|)', {
        r: 'Within 17 days.',
      });
    });
  });

  it('is looked up by another connection of the pool that is open, and waits for none', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const history = [answered('Within 17 days.'), asked('How long?')];
      const scripted = server((socket) =>
        answering({
          send_message: (a) =>
            cold(socket === 1 ? 'a-x' : 'a---------e', {
              a: event.accepted(a),
              e: event.eventualResponse(a, { text: 'Other' }),
              x: closing(1006),
            }),
          get_conversation_messages: (a) => of(page(a, history)),
        }),
      );
      const app = client(scripted, { connections: 2 });
      const ask = (message: string) =>
        app
          .session({ agentId: AGENT })
          .turn(message)
          .pipe(
            reply(),
            map((one) => one.text),
          );
      expectObservable(merge(ask('How long?'), ask('Else?'))).toBe('--a-------(b|)', {
        a: 'Within 17 days.',
        b: 'Other',
      });
    });
  });

  it('is not given the reply of a turn that ran beside it, in the same conversation [RESUME-6]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const history = [answered('The answer to B', { id: SESSION }), asked('A'), asked('B')];
      const scripted = server(
        answering({
          send_message: (a) =>
            cold(a.message === 'B' ? 'a-e' : 'a---x', {
              a: event.accepted(a),
              e: event.eventualResponse(a, { text: 'The answer to B', messageId: SESSION }),
              x: closing(1006),
            }),
          get_conversation_messages: (a) => of(page(a, history)),
        }),
      );
      const session = client(scripted, { connections: 2 }).session({ agentId: AGENT });
      expectObservable(session.turn('B').pipe(tokens())).toBe('--|');
      expectObservable(session.turn('A').pipe(tokens())).toBe(
        '----#',
        {},
        interrupted({ delivery: 'sent' }),
      );
    });
  });

  it.each<[string, readonly ConversationMessage[], string]>([
    ['its reply', [answered('The answer to A'), asked('A')], 'The answer to A'],
    [
      'its reply below that',
      [asked('B'), answered('The answer to A'), asked('A')],
      'The answer to A',
    ],
    ['the reply to that alone', [answered('The answer to B'), asked('B'), asked('A')], 'lost'],
    ['both, mixed', [answered('The answer to B'), asked('A'), asked('B')], 'lost'],
  ])(
    'though another, which said something else, began meanwhile, is given what is its own: %s [RESUME-6]',
    (_, history, end) => {
      turnTest(({ server, client, cold, expectObservable }) => {
        const scripted = server((socket) =>
          answering({
            send_message: (a) =>
              cold(socket === 1 ? 'a-x' : 'a---------e', {
                a: event.accepted(a),
                e: event.eventualResponse(a, { text: 'The answer to B' }),
                x: closing(1006),
              }),
            get_conversation_messages: (a) =>
              cold('-----h', {
                h: page(a, history),
              }),
          }),
        );
        const whenOffline = { limit: 5, expiresAfter: 9_000 };
        const session = client(scripted, { whenOffline }).session({ agentId: AGENT });
        const ended$ = merge(
          ...['A', 'B'].map((message) =>
            session.turn(message).pipe(
              reply(),
              map((one) => one.text),
              catchError(() => of('lost')),
            ),
          ),
        );
        expectObservable(ended$).toBe('257ms a----(b|)', { a: end, b: 'The answer to B' });
      });
    },
  );

  it('is not given, either, the reply of one that began while it was looked up, and said the same', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const history = [answered('Fine.'), asked('Yes'), asked('Yes')];
      const scripted = server((socket) =>
        answering({
          send_message: (a) => cold('a---x', { a: event.accepted(a), x: closing(1006) }),
          get_conversation_messages: (a) => (socket < 3 ? NEVER : of(page(a, history))),
        }),
      );
      const whenOffline = { limit: 5, expiresAfter: 9_000 };
      const session = client(scripted, { whenOffline }).session({ agentId: AGENT });
      const ended$ = merge(
        ...[1, 2].map(() =>
          session.turn('Yes').pipe(
            tokens(),
            catchError(() => of('lost')),
          ),
        ),
      );
      expectObservable(
        ended$.pipe(
          toArray(),
          map((ends) => ends.join()),
        ),
      ).toBe('758ms (e|)', { e: 'lost,lost' });
    });
  });

  it.each<[string, readonly ConversationMessage[], boolean]>([
    [
      'that somebody else asked before',
      [answered('It'), asked('How long?'), asked('Me too')],
      false,
    ],
    [
      'that was asked twice, for want of an answer',
      [answered('It'), asked('How long?'), asked('How long?')],
      true,
    ],
    [
      'after another that was answered',
      [answered('It'), asked('How long?'), answered('Hm'), asked('Me too')],
      true,
    ],
    [
      'after another that was stopped before',
      [answered('It'), asked('How long?'), asked('Never mind', { at: CREATED_AT - 1 })],
      true,
    ],
  ])('takes the reply to a question %s: %j', (_, history, isFound) => {
    lostTurn({ says: 'a-x', history }, (turn$, _sent$, { expectObservable }) => {
      const failure = interrupted({ delivery: 'sent' });
      expectObservable(turn$.pipe(tokens())).toBe(
        isFound ? '252ms (r|)' : '252ms #',
        { r: 'It' },
        failure,
      );
    });
  });
});
