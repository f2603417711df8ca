import { concat, of, throwError } from 'rxjs';
import { ResponseError, SmartflowError } from 'smooth-operator-rx/smartflow';
import type { SseVariant } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { all, start, told } from './kit';

const CHAT = 'POST /v1/chat/completions';
const TEXT = 'Zażółć gęślą jaźń 🌞, naïve façade.';
const hi = [{ role: 'user', content: 'Hi' }] as const;

/** All ways that mean the same, alone and together. */
const WRITINGS: readonly (readonly SseVariant[])[] = [
  [],
  ['bytes'],
  ['halves'],
  ['characters'],
  ['crlf'],
  ['cr'],
  ['comments'],
  ['lines'],
  ['idle'],
  ['bytes', 'crlf', 'comments', 'lines', 'idle'],
  ['characters', 'cr', 'comments'],
];

describe.each(WRITINGS.map((writing) => [writing.join(', ') || 'as it is', writing] as const))(
  'a stream that is sent %s',
  (_, writing) => {
    it('is the text, to the letter', async () => {
      const { gateway, smartflow } = await start({ model: () => TEXT });
      gateway.proxy.stream(CHAT, ...writing);
      const pieces = await all(smartflow().streamChat('Hi'));
      expect(pieces).toEqual(['Zażółć ', 'gęślą ', 'jaźń ', '🌞, ', 'naïve ', 'façade.']);
    });

    it('is the calls, the reason it ends for, and the usage', async () => {
      const { gateway, smartflow } = await start({
        model: () => ['See: ', { tool: 'add', arguments: { a: 'ż', b: 2 }, id: 'c1' }],
      });
      gateway.proxy.stream(CHAT, ...writing);
      const chunks = await all(smartflow().streamChatCompletions(hi, { includeUsage: true }));
      const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
      expect(deltas[0]).toMatchObject({ index: 0, id: 'c1', function: { name: 'add' } });
      expect(deltas.map((delta) => delta.function?.arguments ?? '').join('')).toBe(
        '{"a":"ż","b":2}',
      );
      const reasons = chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? []);
      expect(reasons).toEqual(['tool_calls']);
      const usages = chunks.flatMap(({ usage }) => usage ?? []);
      expect(usages[0]).toMatchObject({ prompt_tokens: 1, completion_tokens: 2 });
    });

    it('is the text of Claude in direct mode', async () => {
      const { gateway, direct } = await start({ model: () => TEXT });
      gateway.providers.anthropic.stream('POST /v1/messages', ...writing);
      const pieces = await all(direct().streamChat('Hi', { model: 'claude-sonnet-4-6' }));
      expect(pieces.join('')).toBe(TEXT);
    });

    it('is the result of a tool', async () => {
      const { gateway, smartflow } = await start();
      gateway.proxy.stream('POST /{server}/mcp/', ...writing);
      const result$ = smartflow().callMcpTool('letters', 'reverse', { text: 'żaba' });
      expect(await all(result$)).toMatchObject([{ text: 'abaż', isError: false }]);
    });
  },
);

describe('a stream that fails', () => {
  it('in its middle, fails with what it tells, after what it has said', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.stream(CHAT, 'error');
    const { emitted, error } = await told(smartflow().streamChat('Hi'));
    expect(emitted).toEqual(['You ']);
    expect(error).toBeInstanceOf(SmartflowError);
    expect(error).toMatchObject({
      message: 'The provider failed in the middle of its answer.',
      requestId: 'req-1',
    });
  });

  it('because the model does, fails with what that says', async () => {
    const { smartflow } = await start({
      model: () =>
        concat(
          of('Hel'),
          throwError(() => new Error('Out of breath.')),
        ),
    });
    const { emitted, error } = await told(smartflow().streamChat('Hi'));
    expect(emitted).toEqual(['Hel']);
    expect(error).toMatchObject({ message: 'Out of breath.' });
  });

  it('to end, is cut', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.stream(CHAT, 'unfinished');
    const { emitted, error } = await told(smartflow().streamChat('Hi'));
    expect(emitted).toEqual(['You ', 'said: ', 'Hi']);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ code: 'CUT', requestId: 'req-1' });
  });

  it.each(['error', 'unfinished'] as const)('in direct mode, with Claude: %s', async (variant) => {
    const { gateway, direct } = await start();
    gateway.providers.anthropic.stream('POST /v1/messages', variant);
    const stream$ = direct().streamChat('Hi', { model: 'claude-sonnet-4-6' });
    const { emitted, error } = await told(stream$);
    expect(emitted.join('')).toBe(variant === 'error' ? 'You ' : 'You said: Hi');
    expect(error).toBeInstanceOf(SmartflowError);
  });
});
