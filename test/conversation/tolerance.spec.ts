import { concat, EMPTY, from, map, mergeMap, NEVER, of, toArray, type Observable } from 'rxjs';
import { reply, toolCalls, type Session } from 'smooth-operator-rx';
import { closing, event, type Frame } from 'smooth-operator-rx/testing';
import type { ServerEvent } from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import { AGENT, answering, only, SESSION, turnTest } from '../turnTest';

/** What no event of the published shape is, so that it travels as text. */
const raw = (frame: object): string => JSON.stringify(frame);

const SHORT: Record<string, string> = {
  a: 'immediate_response',
  t: 'stream_token',
  c: 'stream_chunk',
  w: 'write_confirmation_required',
  r: 'stream_reasoning',
  p: 'stream_preamble',
  k: 'keepalive',
  x: 'error',
  e: 'eventual_response',
};

/** A turn that is answered with these frames, at once. */
const turned = (
  frames: (requestId: string) => Frame[],
  check: (session: Session, helpers: Parameters<Parameters<typeof turnTest>[0]>[0]) => void,
) => {
  turnTest((helpers) => {
    const scripted = helpers.server(
      answering({ send_message: ({ requestId = '' }) => from(frames(requestId)) }),
    );
    const app = helpers.client(scripted, { recoverWithin: 0 });
    helpers.expectObservable(app.protocolErrors$).toBe('');
    check(app.session({ agentId: AGENT }), helpers);
  });
};

describe('a client lives with what servers do differently in a turn', () => {
  it.each<[string, string, (id: string) => Frame[], string]>([
    [
      '[TOL-5]',
      'an acknowledgement without data, or with other data and a message that is no text',
      (id) => [
        raw({ type: 'immediate_response', requestId: id, status: 202 }),
        raw({ type: 'immediate_response', requestId: id, status: 202, message: 7, data: { x: 1 } }),
        event.eventualResponse(id),
      ],
      '(aae|)',
    ],
    [
      '[ACK-2]',
      'an acknowledgement whose message says anything at all',
      (id) => [{ ...event.accepted(id), message: 'error: no' }, event.eventualResponse(id)],
      '(ae|)',
    ],
    [
      '[TOL-10]',
      'a chunk whose state is empty',
      (id) => [event.accepted(id), event.streamChunk(id, 'agent', {}), event.eventualResponse(id)],
      '(ace|)',
    ],
    [
      '[TOL-14]',
      'a reply that is not what the tokens were',
      (id) => [
        event.accepted(id),
        event.streamToken(id, 'Almost'),
        event.eventualResponse(id, { text: 'Exactly' }),
      ],
      '(ate|)',
    ],
    [
      '[TOL-14]',
      'a reply without any token, and without an acknowledgement',
      (id) => [event.eventualResponse(id, { text: 'Exactly' })],
      '(e|)',
    ],
    [
      '[TOL-14]',
      'reasoning and a preamble, before and between the tokens',
      (id) => [
        event.accepted(id),
        event.streamPreamble(id, 'Let me see.'),
        event.streamReasoning(id, 'Hm'),
        event.streamToken(id, 'Ex'),
        event.streamReasoning(id, 'Hm'),
        event.streamToken(id, 'actly'),
        event.eventualResponse(id, { text: 'Exactly' }),
      ],
      '(aprtrte|)',
    ],
    [
      '[TOL-18]',
      'further fields, everywhere',
      (id) => [
        raw({ ...event.accepted(id), mood: 'good' }),
        raw({ ...event.streamToken(id, 'A'), data: { requestId: id, token: 'A', logprob: -1 } }),
        raw({ ...event.eventualResponse(id), trace: { span: 1 } }),
      ],
      '(ate|)',
    ],
    [
      '[TOL-18]',
      'a status and a resolution that are new',
      (id) => [
        { ...event.accepted(id), status: 203 },
        event.eventualResponse(id, { response: { responseParts: ['A'], resolutionStatus: 'new' } }),
      ],
      '(ae|)',
    ],
    [
      '[TOL-1]',
      'null for what is absent',
      (id) => [
        raw({ ...event.accepted(id), message: null, timestamp: null }),
        raw({ type: 'keepalive', requestId: null, timestamp: null, data: { requestId: id } }),
        event.eventualResponse(id),
      ],
      '(ake|)',
    ],
  ])('%s %s', (_, __, frames, expected) => {
    turned(frames, (session, { expectObservable }) => {
      expectObservable(session.turn('Hi').pipe(map(({ type }) => type))).toBe(expected, SHORT);
    });
  });

  it('takes the reply for what was said, whatever the tokens were [TOKEN-1] [REPLY-1] [TOL-14]', () => {
    turned(
      (id) => [
        event.accepted(id),
        event.streamToken(id, 'Almost'),
        event.eventualResponse(id, { text: 'Exactly' }),
      ],
      (session, { expectObservable }) => {
        expectObservable(
          session.turn('Hi').pipe(
            reply(),
            map(({ text }) => text),
          ),
        ).toBe('(t|)', {
          t: 'Exactly',
        });
      },
    );
  });

  it.each<[string, string, unknown, object]>([
    ['[TOL-8]', 'an object', { order: 7 }, { order: 7 }],
    ['[TOL-8]', 'the JSON text of one', '{"order":7}', { order: 7 }],
    ['[TOL-8]', 'text that cannot be parsed', '{"order":', { _raw: '{"order":' }],
    ['[TOL-8]', 'a server’s own `_raw`', { _raw: '{"order":' }, { _raw: '{"order":' }],
    ['[TOL-8]', 'JSON text of no object', '[7]', { _raw: '[7]' }],
    ['[TOL-8]', 'no object', [7], { _raw: [7] }],
    ['[TOL-8]', 'nothing', undefined, {}],
    ['[TOL-8]', 'blank text', ' ', {}],
  ])('%s the arguments of a call are an object when they come as %s', (_, __, sent, args) => {
    turned(
      (id) => [
        event.streamChunk(id, 'lookup', {
          rawResponse: { toolCall: { name: 'lookup', arguments: sent } },
        }),
        event.eventualResponse(id),
      ],
      (session, { expectObservable }) => {
        expectObservable(session.turn('Hi').pipe(toolCalls())).toBe('(c|)', {
          c: { kind: 'call', name: 'lookup', arguments: args },
        });
      },
    );
  });

  it.each<[string, string, boolean | undefined, boolean]>([
    ['[TOL-9]', 'Error: no such order', undefined, true],
    ['[TOL-9]', 'Denied by human: no', undefined, true],
    ['[TOL-9]', 'No error: all is well', undefined, false],
    ['[TOL-9]', 'Error: is what the customer wrote', false, false],
  ])(
    '%s the result %j is an error when its flag says so, or has none: %s',
    (_, result, isError, is) => {
      turned(
        (id) => [
          event.streamChunk(id, 'lookup', {
            rawResponse: {
              toolResult: { name: 'lookup', result, ...(isError !== undefined && { isError }) },
            },
          }),
          event.eventualResponse(id),
        ],
        (session, { expectObservable }) => {
          expectObservable(
            session.turn('Hi').pipe(
              toolCalls(),
              map((a) => a.kind === 'result' && a.isError),
            ),
          ).toBe('(c|)', { c: is });
        },
      );
    },
  );

  it('takes the call of a tool before its prompt, and its result before the acknowledgement [TOL-16] [CONFIRM-3]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            of(
              event.accepted(a),
              event.toolCall(a, 'refund', { order: 7 }),
              event.writeConfirmationRequired(a, 'refund'),
            ),
          confirm_tool_action: (a) =>
            of(
              event.toolCall('r2', 'refund', { order: 7 }),
              event.toolResult('r2', 'refund', 'Refunded.'),
              event.immediateResponse(a),
              event.eventualResponse('r2'),
            ),
        }),
      );
      const turn$ = client(scripted)
        .session({ agentId: AGENT })
        .turn('Refund')
        .pipe(
          mergeMap((e) =>
            e.type === 'write_confirmation_required'
              ? concat(of(e), e.prompt.answer({ approved: true }))
              : of(e),
          ),
          map(({ type }: ServerEvent) => type),
        );
      expectObservable(turn$).toBe('(acwccae|)', SHORT);
    });
  });

  it.each<[string, number]>([
    ['[TOL-15]', 1000],
    ['[TOL-15]', 1001],
    ['[TOL-15]', 1005],
    ['[TOL-15]', 1006],
  ])('%s a server that goes away with %i interrupts, and never completes, a turn', (_, code) => {
    turned(
      (id) => [event.accepted(id), event.streamToken(id, 'With'), closing(code)],
      (session, { expectObservable }) => {
        expectObservable(session.turn('Hi').pipe(map(({ type }) => type))).toBe(
          '(at#)',
          SHORT,
          expect.objectContaining({
            kind: 'interrupted',
            closeCode: code,
            partialText: 'With',
            delivery: 'sent',
            retryable: true,
          }),
        );
      },
    );
  });

  it('tells a code that is new as it came [TOL-18] [ERR-2]', () => {
    turned(
      (id) => [event.error(id, 'OUT_OF_COFFEE', 'No coffee.')],
      (session, { expectObservable }) => {
        expectObservable(session.turn('Hi').pipe(map(({ type }) => type))).toBe(
          '(x#)',
          SHORT,
          expect.objectContaining({
            kind: 'failed',
            code: 'OUT_OF_COFFEE',
            message: 'No coffee.',
            retryable: false,
          }),
        );
      },
    );
  });

  it('reads an error from `data`, and from the envelope where that is all there is [ERR-1] [TOL-6]', () => {
    for (const frame of [
      (id: string) => ({
        ...event.error(id, 'AGENT_ERROR'),
        error: { code: 'OTHER', message: 'x' },
      }),
      (id: string) =>
        raw({ type: 'error', requestId: id, error: { code: 'AGENT_ERROR', message: 'x' } }),
    ]) {
      turned(
        (id) => [frame(id)],
        (session, { expectObservable }) => {
          expectObservable(session.turn('Hi').pipe(mergeMap(() => EMPTY))).toBe(
            '#',
            {},
            expect.objectContaining({ kind: 'failed', code: 'AGENT_ERROR' }),
          );
        },
      );
    }
  });

  it('hands out a directive and suggested replies as they came [REPLY-4] [REPLY-5] [REPLY-6]', () => {
    const directive = { type: 'send_file', files: [{ name: 'a.txt', url: 'data:text/plain,a' }] };
    const response = {
      responseParts: ['Here.', 'It is.'],
      suggestedNextActions: ['Thanks', 'More'],
    };
    turned(
      (id) => [event.eventualResponse(id, { directive, response })],
      (session, { expectObservable }) => {
        const said$ = session.turn('Hi').pipe(reply());
        expectObservable(said$).toBe('(r|)', {
          r: expect.objectContaining({ text: 'Here.\n\nIt is.', directive, response }),
        });
      },
    );
  });
});

describe('a client lives with what servers do differently in their answers', () => {
  const asking = (answer: object | ServerEvent, ask: (session: Session) => Observable<unknown>) =>
    new Promise<unknown>((resolve) => {
      turnTest(({ server, client, expectObservable, flush }) => {
        const answered = (a: { requestId?: string }) =>
          of(raw({ ...answer, requestId: a.requestId ?? '' }));
        const scripted = server(
          answering({
            get_session: answered,
            get_conversation_messages: answered,
            confirm_tool_action: answered,
          }),
        );
        const asked$ = ask(client(scripted).session({ agentId: AGENT })).pipe(toArray());
        const seen: unknown[] = [];
        expectObservable(asked$.pipe(map((values) => (seen.push(...values), 'done')))).toBe(
          '(d|)',
          { d: 'done' },
        );
        flush();
        resolve(seen);
      });
    });

  const answer = (data: object) => ({ type: 'immediate_response', status: 200, data });

  it.each<[string, string, object]>([
    [
      '[TOL-7]',
      'without agent and participants',
      { sessionId: SESSION, conversationId: 'c', agentName: 'a' },
    ],
    [
      '[TOL-7]',
      'with null for its agent',
      { sessionId: SESSION, conversationId: 'c', agentName: 'a', agentId: null },
    ],
    [
      '[TOL-18]',
      'with a field that is new',
      { sessionId: SESSION, conversationId: 'c', agentName: 'a', mood: 1 },
    ],
  ])('%s a session comes %s', async (_, __, data) => {
    expect(await asking(answer(data), (session) => session.info())).toEqual([
      expect.objectContaining({ sessionId: SESSION, conversationId: 'c', agentName: 'a' }),
    ]);
  });

  it.each<[string, string]>([
    ['[TOL-12]', '2026-01-02T03:04:05Z'],
    ['[TOL-12]', '2026-01-02T03:04:05.678Z'],
    ['[TOL-12]', '2026-01-02T03:04:05.678901+00:00'],
    ['[TOL-12]', '2026-01-02T03:04:05.6789012Z'],
    ['[TOL-12]', '2026-01-02T03:04:05.678901234Z'],
  ])('%s a message is of %s, whole or in short', async (_, createdAt) => {
    const short = { id: 'm1', direction: 'inbound', content: { text: 'Hi' }, createdAt };
    const whole = {
      ...short,
      conversationId: 'c',
      content: { text: 'Hi', items: [{ type: 'text', text: 'Hi' }] },
      updatedAt: createdAt,
      from: null,
    };
    const page = {
      messages: [whole, short],
      nextCursor: null,
      hasMore: false,
      conversationId: 'c',
    };
    const messages = await asking(answer(page), (session) => session.history());
    expect(messages).toEqual([
      expect.objectContaining({ id: 'm1', createdAt }),
      expect.objectContaining({ id: 'm1', createdAt }),
    ]);
  });

  it.each<[string, object]>([
    ['[TOL-5]', { type: 'immediate_response', status: 200 }],
    ['[TOL-5]', answer({})],
    [
      '[TOL-5]',
      { ...answer({ sessionId: SESSION, approved: true, tool: 'refund' }), message: 'Fine!' },
    ],
  ])('%s the answer to an answer is %j', async (_, given) => {
    expect(await asking(given, (session) => session.confirmToolAction(true))).toHaveLength(1);
  });

  it.each([['VALIDATION_ERROR'], ['SESSION_NOT_FOUND']])(
    'a missing id is told as it came: %s [TOL-17]',
    (code) => {
      turnTest(({ server, client, expectObservable }) => {
        const scripted = server(answering({ get_session: (a) => of(event.error(a, code)) }));
        expectObservable(client(scripted).session({ agentId: AGENT }).info()).toBe(
          '#',
          {},
          expect.objectContaining({ kind: 'failed', code, retryable: false }),
        );
      });
    },
  );

  it('a conversation that is not there is a fresh one, or an error, as the server has it [TOL-17] [RESUME-2]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const strict = server(
        answering({ create_conversation_session: (a) => of(event.error(a, 'SESSION_NOT_FOUND')) }),
      );
      const lost = { agentId: AGENT, conversationId: 'lost' };
      expectObservable(client(strict).session(lost).turn('Hi')).toBe(
        '#',
        {},
        expect.objectContaining({ kind: 'failed', code: 'SESSION_NOT_FOUND' }),
      );
      expectObservable(only(strict.sent$, 'send_message')).toBe('');

      const lenient = client(server(answering({}))).session(lost);
      expectObservable(concat(lenient.turn('Hi'), NEVER), '9ms !').toBe('');
      expectObservable(lenient.opened$.pipe(map(({ resumed }) => resumed)), '9ms !').toBe('f', {
        f: false,
      });
    });
  });
});
