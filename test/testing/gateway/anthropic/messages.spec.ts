import type Anthropic from '@anthropic-ai/sdk';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Said } from 'smooth-operator-rx/testing';
import { anthropic, ANTHROPIC_ENDS, lastOf, start } from '../kit';

const asking = (content: string) => ({
  model: 'claude-sonnet-4-6',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content }],
});

describe.each(ANTHROPIC_ENDS)("Anthropic's own client, with %s", (_, urlOf) => {
  it('gets a message made of what it says', async () => {
    const gateway = await start();
    const message = await anthropic(urlOf(gateway)).messages.create({
      ...asking('Where is my order?'),
      system: 'Be brief.',
    });
    expect(message).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-6',
      content: [{ type: 'text', text: 'You said: Where is my order?' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 6, output_tokens: 6 },
    });
    const { headers } = lastOf(gateway);
    expect(headers).toMatchObject({
      'x-api-key': 'sk-ant-test',
      'anthropic-version': '2023-06-01',
    });
  });

  it('gets blocks: several, or none', async () => {
    const several = await start({ model: () => [{ block: 'One.' }, { block: 'Two' }, ', three.'] });
    const { content } = await anthropic(urlOf(several)).messages.create(asking('Hi'));
    expect(content).toMatchObject([
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two, three.' },
    ]);
    const none = await start({ model: () => '' });
    expect((await anthropic(urlOf(none)).messages.create(asking('Hi'))).content).toEqual([]);
  });

  it('is cut at the tokens it has asked for', async () => {
    const gateway = await start({ model: () => 'one two three four' });
    const { messages } = anthropic(urlOf(gateway));
    const body = { ...asking('Count'), max_tokens: 3 };
    const cut = { content: [{ text: 'one two three ' }], stop_reason: 'max_tokens' };
    expect(await messages.create(body)).toMatchObject(cut);
    expect(await messages.stream(body).finalMessage()).toMatchObject(cut);
  });

  it('streams named events in their order', async () => {
    const gateway = await start();
    const stream = await anthropic(urlOf(gateway)).messages.create({
      ...asking('Hi'),
      stream: true,
    });
    const events: Anthropic.RawMessageStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[0]).toMatchObject({ message: { usage: { input_tokens: 1 } } });
    expect(events.at(-2)).toMatchObject({ usage: { output_tokens: 3 } });
  });

  it('puts a stream together as the message it would have been', async () => {
    const gateway = await start({
      model: ({ text }) => [
        'So: ',
        { block: text },
        ' 🌞',
        { tool: 'look', arguments: { at: text } },
      ],
    });
    const { messages } = anthropic(urlOf(gateway));
    const streamed = await messages.stream(asking('naïve')).finalMessage();
    const { content, stop_reason, usage } = await messages.create(asking('naïve'));
    const unnamed = (blocks: readonly Anthropic.ContentBlock[]) =>
      blocks.map((block) => ({ ...block, id: undefined }));
    expect(unnamed(streamed.content)).toEqual(unnamed(content));
    expect(streamed.stop_reason).toBe(stop_reason);
    expect(streamed.usage.output_tokens).toBe(usage.output_tokens);
    expect(content).toMatchObject([
      { text: 'So: ' },
      { text: 'naïve 🌞' },
      { type: 'tool_use', input: { at: 'naïve' } },
    ]);
  });

  it('is seen to leave in the middle of a stream, and the model is left', async () => {
    const said$ = new Subject<Said>();
    const gateway = await start({ model: () => said$ });
    const stream = anthropic(urlOf(gateway)).messages.stream(asking('Hi'));
    const first = stream.emitted('text');
    await stream.emitted('connect');
    said$.next('Hel');
    await first;
    expect(said$.observed).toBe(true);
    stream.abort();
    await expect(stream.finalMessage()).rejects.toThrow('Request was aborted.');
    expect(await lastOf(gateway).ended).toBe('left');
    expect(said$.observed).toBe(false);
  });
});

describe("Anthropic's own client, with the provider", () => {
  it('lists the models', async () => {
    const gateway = await start({ models: ['claude-sonnet-4-6', 'claude-haiku-4-5'] });
    const ids: string[] = [];
    for await (const { id } of anthropic(gateway.providers.anthropic.url).models.list()) {
      ids.push(id);
    }
    expect(ids).toEqual(['claude-sonnet-4-6', 'claude-haiku-4-5']);
  });
});
