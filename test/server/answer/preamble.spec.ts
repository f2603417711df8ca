import { concat, EMPTY, map, NEVER, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ChatModel, ModelOutput } from '../../../src/server/model';
import type { ServerOptions } from '../../../src/server/options';
import {
  connect,
  hanging,
  labelsOf,
  logged,
  marbles,
  modelOf,
  only,
  open,
  say,
  sentFor,
  service,
  token,
  tool,
} from '../kit';
import { letterOf, replyOf, storedIn, turn } from './kit';

const instant = (...texts: string[]) => modelOf(() => of(...texts.map(token)));
const outputs: Record<string, ModelOutput> = {
  p: token('I look'),
  q: token(' it up.'),
  t: token('Noon.'),
  h: { kind: 'reasoning', text: 'Hm.' },
  c: { kind: 'toolCall', id: '1', name: 'a', arguments: {} },
};

/** What a turn sends, with both models as marbles. */
function timed(
  { answer, preamble }: { answer: string; preamble: string },
  expected: string,
  options: ServerOptions = {},
) {
  marbles(({ cold, expectObservable }) => {
    const model$ = cold(answer, outputs);
    const preamble$ = cold(preamble, outputs);
    let calls = 0;
    const on = service({
      knowledge: [],
      model: { complete: () => (++calls === 1 ? model$ : of(token('Done.'))) },
      preambleModel: { complete: () => preamble$ },
      ...options,
    });
    const { sessionId } = open(connect(on));
    const frames$ = concat(of(say(sessionId)), NEVER);
    expectObservable(sentFor(frames$, on).pipe(map(letterOf)), '20ms !').toBe(expected);
  });
}

describe('the preamble', () => {
  it('is one event before the answer, as long as that has not begun [TOKEN-2] [TURN-2]', () => {
    timed({ answer: '  ---------t-|', preamble: '--p-q|' }, '          a----p---t-e');
  });

  it('comes first also when all is there at once [TURN-2]', () => {
    const { events } = turn({
      model: instant('Noon.'),
      preambleModel: instant('I look', ' it up.'),
    });
    expect(labelsOf(events)).toEqual([
      'accepted',
      'stream_preamble',
      'stream_token',
      'eventual_response',
    ]);
    expect(only(events, 'stream_preamble')).toEqual({
      type: 'stream_preamble',
      requestId: 'turn',
      timestamp: 1_700_000_000_000,
      token: 'I look it up.',
      data: { requestId: 'turn', token: 'I look it up.' },
    });
  });

  it('that is not ready when the answer begins is given up [TOKEN-2]', () => {
    timed({ answer: '---t---|', preamble: '--p----q|' }, 'a--t---e');
  });

  it('is given up for reasoning and for a tool, too [TURN-2]', () => {
    timed({ answer: '---h---t|', preamble: '--p--|' }, 'a--h---te');
    timed({ answer: '---c|', preamble: '--p---|' }, 'a---(crte)', {
      tools: [tool('a', () => 'A')],
    });
  });

  it('is aborted with the first event of the answer', () => {
    const { output$, state } = hanging([token('I look')]);
    const { events } = turn({ model: instant('Noon.'), preambleModel: modelOf(() => output$) });
    expect(labelsOf(events)).toEqual(['accepted', 'stream_token', 'eventual_response']);
    expect(state).toEqual({ subscribed: 1, aborted: 1 });
  });

  it('is aborted when the turn is cancelled, and when its client leaves', () => {
    for (const stop of ['cancel', 'leave'] as const) {
      const { output$, state } = hanging([token('I look')]);
      const { client } = turn({
        model: modelOf(() => NEVER),
        preambleModel: modelOf(() => output$),
      });
      if (stop === 'cancel')
        expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
      else client.leave();
      expect(state).toEqual({ subscribed: 1, aborted: 1 });
    }
  });

  it('is aborted when the turn fails, which it does not hold up', () => {
    timed({ answer: '--#', preamble: '---p|' }, 'a-f');
  });

  it.each<[string, ChatModel['complete']]>([
    ['fails', () => throwError(() => new Error('key sk-123'))],
    [
      'fails in mid-sentence',
      () =>
        concat(
          of(token('I')),
          throwError(() => new Error('key sk-123')),
        ),
    ],
    [
      'throws',
      () => {
        throw new Error('key sk-123');
      },
    ],
  ])('that %s disturbs nothing, and is told to the host', (_title, complete) => {
    const { entries, onLog } = logged();
    const { events } = turn({ model: instant('Noon.'), preambleModel: { complete }, onLog });
    expect(labelsOf(events)).toEqual(['accepted', 'stream_token', 'eventual_response']);
    expect(entries.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain('sk-123');
  });

  it('that fails after the answer does so unheard', () => {
    timed({ answer: '-t|', preamble: '----#' }, 'ate');
  });

  it.each([
    ['nothing', EMPTY],
    ['white space', of(token(' \n'))],
    ['only what is no text', of(outputs['h'] as ModelOutput, outputs['c'] as ModelOutput)],
  ])('is left out when there is %s in it', (_title, said$) => {
    const { events } = turn({ model: instant('Noon.'), preambleModel: modelOf(() => said$) });
    expect(labelsOf(events)).toEqual(['accepted', 'stream_token', 'eventual_response']);
  });

  it('is no part of the reply, of its usage, or of what is stored [TOKEN-2]', () => {
    const spent: ModelOutput = { kind: 'usage', promptTokens: 1, completionTokens: 1 };
    const one = turn({
      model: instant('Noon.'),
      preambleModel: modelOf(() => of(token('I look it up.'), spent)),
    });
    expect(replyOf(one.events).text).toBe('Noon.');
    expect(replyOf(one.events)).not.toHaveProperty('usage');
    expect(storedIn(one).map(({ content }) => content.text)).toEqual(['Noon.', 'Hello']);
  });

  it('is asked for once a turn, with the message alone and 64 tokens', () => {
    const preambleModel = instant('I look it up.');
    const { client, sessionId } = turn({ model: instant('Noon.'), preambleModel }, 'First?');
    client.send(say(sessionId, 'Second?'));
    expect(preambleModel.requests).toMatchObject([
      {
        maxTokens: 64,
        tools: [],
        documents: [],
        messages: [{ role: 'system' }, { content: 'First?' }],
      },
      { maxTokens: 64, messages: [{ role: 'system' }, { role: 'user', content: 'Second?' }] },
    ]);
    expect(preambleModel.requests[1]?.messages).toHaveLength(2);
  });

  it('does not make a turn wait that answers later', () => {
    marbles(({ expectObservable }) => {
      const on = service({
        knowledge: [],
        model: { complete: () => timer(5).pipe(map(() => token('Noon.'))) },
        preambleModel: { complete: () => NEVER },
      });
      const { sessionId } = open(connect(on));
      const sent$ = sentFor(concat(of(say(sessionId)), NEVER), on).pipe(map(letterOf));
      expectObservable(sent$, '9ms !').toBe('a----(te)');
    });
  });
});
