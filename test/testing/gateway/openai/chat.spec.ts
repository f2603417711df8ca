import type OpenAI from 'openai';
import { firstValueFrom, ReplaySubject, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Said } from 'smooth-operator-rx/testing';
import { lastOf, openai, OPENAI_ENDS, start } from '../kit';

const user = (content: string) => [{ role: 'user' as const, content }];

describe.each(OPENAI_ENDS)("OpenAI's own client, with %s", (_, urlOf) => {
  it('chats: the answer is made of the message', async () => {
    const gateway = await start();
    const client = openai(urlOf(gateway));
    const { choices, model, object, usage } = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: user('Where is my order?'),
    });
    expect({ model, object }).toEqual({ model: 'gpt-4o-mini', object: 'chat.completion' });
    expect(choices).toMatchObject([
      { index: 0, finish_reason: 'stop', message: { content: 'You said: Where is my order?' } },
    ]);
    expect(usage).toMatchObject({ prompt_tokens: 4, completion_tokens: 6, total_tokens: 10 });
    expect(lastOf(gateway).headers['authorization']).toBe('Bearer sk-test');
  });

  it('streams, and gets the pieces, the end and the usage', async () => {
    const gateway = await start();
    const client = openai(urlOf(gateway));
    const stream = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: user('ein schöner Tag 🌞'),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.content ?? []);
    expect(deltas).toEqual(['', 'You ', 'said: ', 'ein ', 'schöner ', 'Tag ', '🌞']);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 4, completion_tokens: 6 },
    });
  });

  it('puts a stream together as the answer it would have been', async () => {
    const gateway = await start();
    const client = openai(urlOf(gateway));
    const body = { model: 'gpt-4o', messages: user('Hello') };
    const streamed = await client.chat.completions.stream(body).finalChatCompletion();
    const { choices } = await client.chat.completions.create(body);
    expect(streamed.choices[0]?.message).toMatchObject({
      role: 'assistant',
      content: choices[0]?.message.content,
    });
    expect(streamed.choices[0]?.finish_reason).toBe(choices[0]?.finish_reason);
  });

  it('is cut at the tokens it has asked for', async () => {
    const gateway = await start({ model: () => 'one two three four' });
    const { choices, usage } = await openai(urlOf(gateway)).chat.completions.create({
      model: 'gpt-4o',
      messages: user('Count'),
      max_completion_tokens: 2,
    });
    expect(choices[0]).toMatchObject({ finish_reason: 'length', message: { content: 'one two ' } });
    expect(usage?.completion_tokens).toBe(2);
  });

  it('gets each piece when the model says it, and no sooner', async () => {
    const said$ = new Subject<Said>();
    const gateway = await start({ model: () => said$ });
    const stream = await openai(urlOf(gateway)).chat.completions.create({
      model: 'gpt-4o',
      messages: user('Hi'),
      stream: true,
    });
    const chunks = stream[Symbol.asyncIterator]();
    const next = async () => {
      const { value, done } = await chunks.next();
      return done ? 'done' : (value.choices[0]?.delta.content ?? value.choices[0]?.finish_reason);
    };
    expect(await next()).toBe('');
    for (const text of ['Hel', 'lo']) {
      said$.next(text);
      expect(await next()).toBe(text);
    }
    said$.complete();
    expect(await next()).toBe('stop');
    expect(await next()).toBe('done');
  });

  it('is seen to leave in the middle of a stream, and the model is left', async () => {
    const said$ = new Subject<Said>();
    const gateway = await start({ model: () => said$ });
    const stream = await openai(urlOf(gateway)).chat.completions.create({
      model: 'gpt-4o',
      messages: user('Hi'),
      stream: true,
    });
    expect(said$.observed).toBe(true);
    stream.controller.abort();
    expect(await lastOf(gateway).ended).toBe('left');
    expect(said$.observed).toBe(false);
  });

  it('is seen to leave while it waits for an answer, and the model is left', async () => {
    const said$ = new Subject<Said>();
    const asked$ = new ReplaySubject<string>(1);
    const gateway = await start({
      model: ({ text }) => {
        asked$.next(text);
        return said$;
      },
    });
    const controller = new AbortController();
    const answer = openai(urlOf(gateway)).chat.completions.create(
      { model: 'gpt-4o', messages: user('Hi') },
      { signal: controller.signal },
    );
    const failed = expect(answer).rejects.toThrow('Request was aborted.');
    expect(await firstValueFrom(asked$)).toBe('Hi');
    expect(said$.observed).toBe(true);
    controller.abort();
    await failed;
    expect(await lastOf(gateway).ended).toBe('left');
    expect(said$.observed).toBe(false);
  });

  it('is seen to stay to the end', async () => {
    const gateway = await start();
    await openai(urlOf(gateway)).chat.completions.create({ model: 'gpt-4o', messages: user('Hi') });
    expect(await lastOf(gateway).ended).toBe('answered');
  });
});
