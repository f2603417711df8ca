import { toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { lastOf, openai, OPENAI_ENDS, start } from '../kit';

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0);

describe.each(OPENAI_ENDS)("OpenAI's own client, with the rest of %s", (_, urlOf) => {
  it('lists the models', async () => {
    const gateway = await start({ models: ['gpt-4o', 'claude-sonnet-4-6'] });
    const { data } = await openai(urlOf(gateway)).models.list();
    expect(data.map(({ id, owned_by }) => [id, owned_by])).toEqual([
      ['gpt-4o', 'openai'],
      ['claude-sonnet-4-6', 'anthropic'],
    ]);
  });

  it('embeds texts: the same one the same, those that share words near each other', async () => {
    const gateway = await start();
    const { data, usage } = await openai(urlOf(gateway)).embeddings.create({
      model: 'text-embedding-3-small',
      input: ['a red car', 'a red car', 'a blue car', 'nothing of it'],
    });
    const [one = [], same = [], near = [], far = []] = data.map(({ embedding }) => embedding);
    expect(one).toHaveLength(1536);
    expect(dot(one, same)).toBeCloseTo(1, 5);
    expect(dot(one, near)).toBeGreaterThan(0.5);
    expect(dot(one, far)).toBeLessThan(0.1);
    expect(usage).toEqual({ prompt_tokens: 12, total_tokens: 12 });
  });

  it('gets the same numbers in either encoding, in as many dimensions as it wants', async () => {
    const gateway = await start();
    const client = openai(urlOf(gateway));
    const body = { model: 'text-embedding-3-large', input: 'one two three', dimensions: 8 };
    const inBase64 = await client.embeddings.create(body); // which is how it asks by itself
    expect(lastOf(gateway).body).toMatchObject({ encoding_format: 'base64' });
    const inNumbers = await client.embeddings.create({ ...body, encoding_format: 'float' });
    expect(inBase64.data[0]?.embedding).toEqual(inNumbers.data[0]?.embedding);
    expect(inNumbers.data[0]?.embedding).toHaveLength(8);
  });

  it('draws pictures, by URL or by themselves', async () => {
    const gateway = await start();
    const { images } = openai(urlOf(gateway));
    const byUrl = await images.generate({ prompt: 'a < b', n: 2, size: '512x512' });
    expect(byUrl.data?.map(({ url }) => url)).toEqual([
      'https://images.example/512x512/0?of=a%20%3C%20b',
      'https://images.example/512x512/1?of=a%20%3C%20b',
    ]);
    const { data } = await images.generate({ prompt: 'a < b', response_format: 'b64_json' });
    const picture = Buffer.from(data?.[0]?.b64_json ?? '', 'base64').toString();
    expect(picture).toContain('a &lt; b');
  });

  it('speaks in bytes that are no text, and hears what was said', async () => {
    const gateway = await start();
    const { audio } = openai(urlOf(gateway));
    const speech = await audio.speech.create({
      model: 'tts-1',
      voice: 'alloy',
      input: 'Grüße!',
      response_format: 'wav',
    });
    expect(speech.headers.get('content-type')).toBe('audio/wav');
    const bytes = new Uint8Array(await speech.arrayBuffer());
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();

    const heard = await audio.transcriptions.create({
      model: 'whisper-1',
      file: await toFile(bytes, 'said.wav'),
    });
    expect(heard).toEqual({ text: 'Grüße!' });
    const { headers, body } = lastOf(gateway);
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toMatchObject({ model: 'whisper-1', file: { name: 'said.wav', bytes } });
  });

  it.each([
    ['text', 'hello\n'],
    ['srt', expect.stringContaining('-->')],
    ['vtt', expect.stringMatching(/^WEBVTT/)],
  ] as const)('gets a transcription as %s', async (response_format, expected: unknown) => {
    const gateway = await start();
    const heard: unknown = await openai(urlOf(gateway)).audio.transcriptions.create({
      model: 'whisper-1',
      response_format,
      file: await toFile(Buffer.from('hello'), 'hello.mp3'),
    });
    expect(heard).toEqual(expected);
  });

  it('is told in JSON why nothing is said', async () => {
    const gateway = await start();
    const { speech } = openai(urlOf(gateway)).audio;
    await expect(speech.create({ model: 'tts-1', voice: 'alloy', input: '' })).rejects.toThrow(
      '400 input is empty.',
    );
  });
});
