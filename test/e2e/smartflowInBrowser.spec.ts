import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type * as entry from 'smooth-operator-rx/smartflow';

const built = fileURLToPath(new URL('../../dist/smartflow.cjs', import.meta.url));
const load = createRequire(import.meta.url);

/** The built entry where there is what a browser has, and nothing of Node: no process, no Buffer. */
function inBrowser(): typeof entry {
  const { AbortController, Blob, File, FormData, ReadableStream, Response } = globalThis;
  const { TextDecoder, TextEncoder, URL, URLSearchParams, crypto } = globalThis;
  const module = { exports: {} };
  runInNewContext(readFileSync(built, 'utf8'), {
    ...{ AbortController, Blob, File, FormData, ReadableStream, Response },
    ...{ TextDecoder, TextEncoder, URL, URLSearchParams, crypto },
    module,
    exports: module.exports,
    require: (name: string) => {
      // What the bundler of an application would have put there.
      if (/^(rxjs|io-ts|eventsource-parser)$/.test(name)) return load(name) as unknown;
      throw new Error(`${name} is not there`);
    },
  });
  return module.exports as typeof entry;
}

const events = (...data: readonly string[]) =>
  new Response(data.map((one) => `data: ${one}\n\n`).join(''));

describe('the Smartflow entry in a browser', () => {
  it('chats through a gateway, at once and as it is written', async () => {
    const { createSmartflow } = inBrowser();
    const { promises } = createSmartflow({
      baseUrl: 'https://gateway.example',
      apiKey: 'sk-sf-0123456789',
      fetch: (_, { body }) =>
        Promise.resolve(
          typeof body === 'string' && body.includes('"stream":true')
            ? events('{"choices":[{"index":0,"delta":{"content":"Grüße"}}]}', '[DONE]')
            : new Response('{"choices":[{"message":{"content":"Hello"}}]}'),
        ),
    });
    expect(await promises.chat('Hi')).toBe('Hello');
    const seen: string[] = [];
    for await (const text of promises.streamChat('Hi')) seen.push(text);
    expect(seen).toEqual(['Grüße']);
  });

  it('is in direct mode without an environment and a file, and says what is missing', async () => {
    const { createSmartflow, AuthenticationError } = inBrowser();
    const { mode, promises } = createSmartflow();
    expect(mode).toBe('direct');
    await expect(promises.chat('Hi')).rejects.toBeInstanceOf(AuthenticationError);
    expect(await promises.health()).toEqual({ status: 'ok', mode: 'direct' });
  });

  it('sends forms and makes ids', async () => {
    const { createSmartflow } = inBrowser();
    const sent: unknown[] = [];
    const { promises } = createSmartflow({
      baseUrl: 'https://gateway.example',
      fetch: (_, { body }) => {
        sent.push(body);
        return Promise.resolve(new Response('{"text":"Hello"}'));
      },
    });
    expect(await promises.audioTranscription(new Blob(['audio']))).toEqual({ text: 'Hello' });
    expect(sent[0]).toBeInstanceOf(FormData);
    expect((await promises.sendA2aTask('a', 'Go')).traceId).toMatch(/^[\da-f-]{36}$/);
  });
});
