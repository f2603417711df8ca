import { concat, of, throwError } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogEntry } from '../../../src/server';
import { safely } from '../../../src/server/log';
import { callsThenTells, confirm, logged, modelOf, say, token, tool } from '../kit';
import { refusal, start, stopAll, Wire } from '../wire';

afterEach(async () => {
  vi.restoreAllMocks();
  await stopAll();
});

const entry: LogEntry = { kind: 'closed' };

describe('the log of a server', () => {
  it('holds no message, no reply, no argument, no token and no code, whatever happens', async () => {
    const { entries, onLog } = logged();
    const secret = (what: string) => `MARKER-${what}`;
    let turns = 0;
    const model = modelOf((request) =>
      request.messages.at(-1)?.role === 'tool' || turns++ > 0
        ? concat(
            of(token(secret('reply'))),
            of({ kind: 'usage', promptTokens: 1, completionTokens: 1 } as const),
          )
        : callsThenTells('write_it', { to: secret('argument') }).complete(request),
    );
    const server = await start({
      model,
      tools: [tool('write_it', () => secret('result'))],
      confirmTools: ['write_it'],
      limits: { turnsPerMinute: 2, addressConnections: 1 },
      onLog,
    });
    const url = `${server.url}?token=${secret('token')}`;
    const client = await Wire.to(url);
    expect(await refusal(url)).toBe(429);
    const { sessionId } = await client.open({
      userName: secret('name'),
      userEmail: `${secret('email')}@example.com`,
      browserFingerprint: secret('fingerprint'),
      metadata: { secret: secret('metadata') },
      authContext: { userId: secret('user'), signature: secret('signature'), timestamp: 1 },
    });
    client.send(say(sessionId, secret('message')));
    await client.until('toolCall');
    client.send(confirm(sessionId, true));
    await client.until('eventual_response');
    client.send(say(sessionId, secret('again')));
    await client.until('eventual_response');
    client.send(say(sessionId, secret('too often')));
    await client.until('RATE_LIMITED');
    client.send({ action: 'verify_otp', requestId: 'otp', sessionId, code: secret('code') });
    client.send({ action: secret('action') });
    await client.until('UNSUPPORTED_ACTION');
    client.ws.send(`{"${secret('json')}`);
    await client.until('VALIDATION_ERROR');
    await server.drain();

    expect(new Set(entries.map(({ kind }) => kind))).toEqual(
      new Set([
        'listening',
        'connected',
        'turnedAway',
        'parked',
        'resumed',
        'turn',
        'refused',
        'draining',
        'hungUp',
        'disconnected',
        'closed',
      ]),
    );
    expect(entries.map((told) => JSON.stringify(told)).join('\n')).not.toContain('MARKER');
  });

  it('tells of a turn how it ended, when it began to speak and what it took', async () => {
    const { onLog, until } = logged();
    const usage = { kind: 'usage', promptTokens: 7, completionTokens: 2, costUsd: 0.5 } as const;
    const { url } = await start({ model: modelOf(() => of(token('Yes.'), usage)), onLog });
    const client = await Wire.to(url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    expect(await until('turn')).toEqual({
      kind: 'turn',
      connectionId: expect.any(String),
      sessionId,
      requestId: 'turn',
      outcome: 'completed',
      durationMs: expect.any(Number),
      firstTokenMs: expect.any(Number),
      usage: { promptTokens: 7, completionTokens: 2, costUsd: 0.5 },
    });
  });

  it('tells of a turn that said nothing no first token and no usage', async () => {
    const { onLog, until } = logged();
    const model = modelOf(() => throwError(() => new Error('down')));
    const { url } = await start({ model, onLog });
    const client = await Wire.to(url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    const told = await until('turn');
    expect(told).toMatchObject({ outcome: 'failed' });
    expect(Object.keys(told)).not.toContain('firstTokenMs');
    expect(Object.keys(told)).not.toContain('usage');
  });
});

describe('a hook that fails', () => {
  const warnings = () => vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);

  it('is warned of once, without what it threw, and the others are told', () => {
    const warned = warnings();
    const told: LogEntry[] = [];
    const log = safely(
      () => {
        throw new Error('secret');
      },
      (one) => {
        told.push(one);
      },
    );
    log(entry);
    log(entry);
    expect(told).toEqual([entry, entry]);
    expect(warned).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(warned.mock.calls)).not.toContain('secret');
  });

  it('later, because it is an async function, is no unhandled rejection', async () => {
    const warned = warnings();
    const rejected = Promise.reject(new Error('secret'));
    safely(() => rejected)(entry);
    await rejected.catch(() => undefined);
    expect(warned).toHaveBeenCalledTimes(1);
  });

  it('leaves everybody served', async () => {
    warnings();
    const { url } = await start({
      model: modelOf(() => of(token('Yes.'))),
      onLog: () => {
        throw new Error('full disk');
      },
    });
    const client = await Wire.to(url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    expect((await client.until('eventual_response')).length).toBeGreaterThan(2);
  });
});
