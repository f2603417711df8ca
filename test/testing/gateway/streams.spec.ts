import { describe, expect, it } from 'vitest';
import type { SseVariant } from 'smooth-operator-rx/testing';
import { openai, anthropic, saying, start } from './kit';

const CHAT = 'POST /v1/chat/completions';
const TEXT = 'zażółć 🌞 ok';

/** The pieces in which a stream arrives, sent in some ways. */
async function piecesOf(...variants: readonly SseVariant[]): Promise<Uint8Array[]> {
  const { proxy } = await start({ model: () => [TEXT], now: () => 0 });
  proxy.stream(CHAT, ...variants);
  const response = await fetch(`${proxy.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify(saying('Hi', { stream: true })),
    headers: { 'content-type': 'application/json' },
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const pieces: Uint8Array[] = [];
  const keep = new WritableStream<Uint8Array>({
    write: (piece) => {
      pieces.push(piece);
    },
  });
  await response.body?.pipeTo(keep);
  return pieces;
}

const textOf = (pieces: readonly Uint8Array[]) => Buffer.concat(pieces).toString();
const textBy = async (...variants: readonly SseVariant[]) => textOf(await piecesOf(...variants));

describe('a stream', () => {
  it('is frames with JSON, and ends with [DONE]', async () => {
    const text = await textBy();
    expect(text).toMatch(/^(data: {.*}\n\n)+data: \[DONE\]\n\n$/);
    expect(text).toContain(`"content":"${TEXT}"`);
  });

  it('bytes: comes byte by byte', async () => {
    const pieces = await piecesOf('bytes');
    expect(Math.max(...pieces.map(({ length }) => length))).toBe(1);
    expect(textOf(pieces)).toBe(await textBy());
  });

  it('halves: comes in halves of frames', async () => {
    const pieces = await piecesOf('halves');
    expect(pieces).toHaveLength(2 * (await piecesOf()).length);
    expect(textOf(pieces)).toBe(await textBy());
  });

  it('characters: is cut inside of them', async () => {
    const pieces = await piecesOf('characters');
    // Four letters of two bytes, and a sun of four.
    expect(pieces).toHaveLength((await piecesOf()).length + 4 + 3);
    expect(pieces.filter(([first = 0]) => first >> 6 === 0b10)).toHaveLength(7);
    expect(textOf(pieces)).toBe(await textBy());
  });

  it('crlf, cr: ends its lines in other ways', async () => {
    const plain = await textBy();
    expect(await textBy('crlf')).toBe(plain.replaceAll('\n', '\r\n'));
    expect(await textBy('cr')).toBe(plain.replaceAll('\n', '\r'));
  });

  it('comments: says nothing between events and inside them', async () => {
    const plain = await textBy();
    expect(await textBy('comments')).toBe(plain.replaceAll('data:', ': still here\n\n:\ndata:'));
  });

  it('lines: has its data over several lines, which are the same JSON', async () => {
    const data = (text: string) =>
      text
        .split('\n\n')
        .map((frame) => frame.replace(/^data: /gm, ''))
        .filter((json) => json.startsWith('{'))
        .map((json) => JSON.parse(json) as unknown);
    const text = await textBy('lines');
    expect(text).toMatch(/data: {\ndata: {2}"id"/);
    expect(data(text)).toEqual(data(await textBy()));
  });

  it('idle: has chunks that say nothing but what was used', async () => {
    const chunks = (await textBy('idle'))
      .split('\n\n')
      .filter((frame) => frame.startsWith('data: {'))
      .map((frame) => JSON.parse(frame.slice('data: '.length)) as { choices?: unknown });
    expect(chunks.slice(-3).map(({ choices }) => choices)).toEqual([[], null, undefined]);
  });

  it('unfinished: ends without [DONE]', async () => {
    const plain = await textBy();
    expect(await textBy('unfinished')).toBe(plain.replace('data: [DONE]\n\n', ''));
  });

  it('error: fails after the first text, and says no more', async () => {
    expect(await textBy('error')).toMatch(
      /"content":"zaż.*\n\ndata: {"error":{"message":.*}}\n\n$/,
    );
  });
});

const SAME: readonly SseVariant[] = [
  'bytes',
  'halves',
  'characters',
  'crlf',
  'cr',
  'comments',
  'lines',
  'idle',
];

describe('the clients of the providers', () => {
  // The types of OpenAI's own client promise choices in every chunk.
  const taken = SAME.filter((variant) => variant !== 'idle');

  it.each(taken)(
    "OpenAI's own client reads the same when a stream comes by %s",
    async (variant) => {
      const { proxy } = await start({ model: () => TEXT });
      proxy.stream(CHAT, variant);
      const stream = await openai(`${proxy.url}/v1`).chat.completions.create({
        model: 'gpt-4o',
        messages: [{ role: 'user', content: 'Hi' }],
        stream: true,
      });
      let text = '';
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
      expect(text).toBe(TEXT);
    },
  );

  it.each(SAME)("Anthropic's own client reads the same when one comes by %s", async (variant) => {
    const { providers } = await start({ model: () => TEXT });
    providers.anthropic.stream('POST /v1/messages', variant);
    const stream = anthropic(providers.anthropic.url).messages.stream({
      model: 'claude-sonnet-4-6',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(await stream.finalText()).toBe(TEXT);
  });

  it('read the same when everything comes at once', async () => {
    const { providers } = await start({ model: () => TEXT });
    providers.anthropic.stream('POST /v1/messages', 'bytes', 'crlf', 'comments', 'lines', 'idle');
    const stream = anthropic(providers.anthropic.url).messages.stream({
      model: 'claude-sonnet-4-6',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(await stream.finalText()).toBe(TEXT);
  });
});
