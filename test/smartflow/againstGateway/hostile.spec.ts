import { concat, firstValueFrom, NEVER, of, ReplaySubject, Subject, take, toArray } from 'rxjs';
import type { SmartflowError } from 'smooth-operator-rx/smartflow';
import {
  AuthenticationError,
  ResponseError,
  SmartflowTimeoutError,
} from 'smooth-operator-rx/smartflow';
import type { Said } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { all, first, KEY, start, told } from './kit';

const CHAT = 'POST /v1/chat/completions';

/** A body that goes on for ever, or that does not go on. */
const endless = (pull?: (controller: ReadableStreamDefaultController<Uint8Array>) => void) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"error":{"message":"'));
    },
    ...(pull && { pull }),
  });

describe('a client of a gateway that behaves badly', () => {
  it('fails when a stream falls silent in its middle, and leaves it', async () => {
    const { gateway, smartflow } = await start({ model: () => concat(of('Hel'), NEVER) });
    const { emitted, error } = await told(smartflow({ timeout: 200 }).streamChat('Hi'));
    expect(emitted).toEqual(['Hel']);
    expect(error).toBeInstanceOf(SmartflowTimeoutError);
    expect(await gateway.proxy.requests[0]?.ended).toBe('left');
  });

  it('fails by the status when the body of the error does not come', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.answer(CHAT, () => new Response(endless(), { status: 401 }));
    const { error } = await told(smartflow({ timeout: 200 }).chat('Hi'));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(await gateway.proxy.requests[0]?.ended).toBe('left');
  });

  it('reads no more of an error than it needs', async () => {
    const { gateway, smartflow } = await start();
    const piece = new Uint8Array(10_000).fill('x'.charCodeAt(0));
    let pieces = 0;
    gateway.proxy.answer(CHAT, () => {
      const body = endless((controller) => {
        pieces++;
        controller.enqueue(piece);
      });
      return new Response(body, { status: 500 });
    });
    const { error } = await told(smartflow().chat('Hi'));
    expect(error).toMatchObject({ status: 500 });
    expect(await gateway.proxy.requests[0]?.ended).toBe('left');
    expect(pieces).toBeLessThan(1_000); // what the sockets hold, too
  });

  it('does not take its key to where a redirect leads', async () => {
    const { gateway, smartflow } = await start();
    const other = await start();
    const location = `${other.gateway.proxy.url}/v1/chat/completions`;
    gateway.proxy.answer(CHAT, () => new Response(null, { status: 307, headers: { location } }));
    const { error } = await told(smartflow().chat('Hi'));
    expect(error).toMatchObject({ status: 307, retryable: false });
    expect(other.gateway.proxy.requests).toEqual([]);
  });

  it('does not tell its key, not even when it is told it', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.answer(CHAT, ({ headers }) =>
      Response.json(
        { error: { message: `Bad key: ${headers['authorization'] ?? ''}` }, details: { headers } },
        { status: 401 },
      ),
    );
    const { error } = await told(smartflow().chat('Hi'));
    const { message, details, body } = error as SmartflowError;
    expect(message).toContain('Bad key: ');
    expect(JSON.stringify([message, details, body, String(error)])).not.toContain(KEY);
    expect(details).toHaveProperty('headers');
  });

  it.each([
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['a text', '"yes"'],
    ['a byte that is no UTF-8', '\xff'],
  ])('does not take %s for a completion', async (_, body) => {
    const { gateway, smartflow } = await start();
    const headers = { 'content-type': 'application/json' };
    gateway.proxy.answer(CHAT, () => new Response(Buffer.from(body, 'latin1'), { headers }));
    const { error } = await told(smartflow().chat('Hi'));
    expect(error).toBeInstanceOf(ResponseError);
  });

  it.each(['{', '}', '{input}', '{{output}}', '\u0000', '"', '\\', '🌞', 'a\r\nb'])(
    'says %j as it is',
    async (text) => {
      const { smartflow } = await start();
      const client = smartflow();
      expect(await first(client.chat(text))).toBe(`You said: ${text}`);
      expect((await all(client.streamChat(text))).join('')).toBe(`You said: ${text}`);
    },
  );

  it('leaves one stream without touching the other', async () => {
    const said: Subject<Said>[] = [new Subject(), new Subject()];
    const asked$ = new ReplaySubject<string>(2);
    const { gateway, smartflow } = await start({
      model: ({ text }) => {
        asked$.next(text);
        return said[Number(text)] ?? NEVER;
      },
    });
    const client = smartflow();
    const left = client.streamChat('0').subscribe();
    const stays = told(client.streamChat('1'));
    await firstValueFrom(asked$.pipe(take(2), toArray()));
    left.unsubscribe();
    await gateway.proxy.requests.find(({ body }) => JSON.stringify(body).includes('"0"'))?.ended;
    expect(said.map(({ observed }) => observed)).toEqual([false, true]);
    said[1]?.next('still here');
    said[1]?.complete();
    expect(await stays).toEqual({ emitted: ['still here'], error: undefined });
  });
});
