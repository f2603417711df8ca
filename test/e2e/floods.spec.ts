import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { labelOf } from '../server/kit';
import { refusal, Wire } from '../server/wire';

let server: ChildProcess | undefined;

/** A server in a process of its own: what is measured there is its alone. */
async function serve(limits: object = {}): Promise<string> {
  const program = fileURLToPath(new URL('serverAlone.mjs', import.meta.url));
  server = fork(program, [JSON.stringify({ limits })], { execArgv: ['--expose-gc'] });
  return String((await once(server, 'message'))[0]);
}

afterEach(() => {
  server?.disconnect();
});

async function inUse(): Promise<number> {
  server?.send('How much is in use?');
  return Number((await once(server as ChildProcess, 'message'))[0]);
}

/** What is nothing beside a flood: some ten bytes for each of its frames. */
const LITTLE = 100_000;

/**
 * The least that a flood leaves behind, in bytes, once there have been some. What one leaves for good,
 * all leave; what an engine prepares in the meantime, it does once.
 */
async function leftBy(flood: () => Promise<unknown>): Promise<number> {
  for (let warmUp = 0; warmUp < 2; warmUp++) await flood();
  let least = Infinity;
  for (let again = 0; again < 10 && least >= LITTLE; again++) {
    const before = await inUse();
    await flood();
    least = Math.min(least, (await inUse()) - before);
  }
  return least;
}

interface Flood {
  readonly limits?: object;
  readonly count: number;
  readonly frame: (sessionId: string) => string;
  /** What each frame is answered with, but for the first that are within the limit. */
  readonly code: string;
  readonly within?: number;
}

const json = (frame: object) => JSON.stringify(frame);
const message = (sessionId: string, text: string) =>
  json({ action: 'send_message', sessionId, message: text });

const floods: readonly (readonly [title: string, flood: Flood])[] = [
  [
    'of frames that are no JSON',
    { count: 10_000, frame: () => '{"action":', code: 'VALIDATION_ERROR' },
  ],
  [
    'of unknown actions',
    { count: 10_000, frame: () => json({ action: 'x'.repeat(500) }), code: 'UNSUPPORTED_ACTION' },
  ],
  [
    'of frames above the limit',
    { count: 30, frame: () => `"${'x'.repeat(2_000_000)}"`, code: 'VALIDATION_ERROR' },
  ],
  [
    'of messages above the limit',
    {
      count: 1_000,
      frame: (sessionId) => message(sessionId, 'x'.repeat(10_001)),
      code: 'VALIDATION_ERROR',
    },
  ],
  [
    'of turns above the limit of a connection',
    {
      limits: { turnsPerMinute: 5 },
      count: 10_000,
      frame: (sessionId) => message(sessionId, 'Hello'),
      code: 'RATE_LIMITED',
      within: 5,
    },
  ],
  [
    'of turns above the limit of an address',
    {
      limits: { addressTurnsPerMinute: 5 },
      count: 10_000,
      frame: (sessionId) => message(sessionId, 'Hello'),
      code: 'RATE_LIMITED',
      within: 5,
    },
  ],
  [
    'of sessions above the limit',
    {
      limits: { addressSessionsPerMinute: 7 }, // two of them are opened before
      count: 10_000,
      frame: () => json({ action: 'create_conversation_session', agentId: 'agent' }),
      code: 'RATE_LIMITED',
      within: 5,
    },
  ],
  [
    'of sessions that are too large',
    {
      count: 200,
      frame: () =>
        json({
          action: 'create_conversation_session',
          agentId: 'agent',
          metadata: { note: 'x'.repeat(200_000) },
        }),
      code: 'VALIDATION_ERROR',
    },
  ],
  [
    'of ids that name nothing',
    {
      count: 10_000,
      frame: () => json({ action: 'get_session', sessionId: crypto.randomUUID() }),
      code: 'SESSION_NOT_FOUND',
    },
  ],
];

describe('a flood is answered by name, others are served meanwhile, and nothing of it stays', () => {
  it.each(floods)('%s', async (_title, { limits, count, frame, code, within = 0 }) => {
    const url = await serve(limits);
    const [one, other] = [await Wire.to(url), await Wire.to(url)];
    const [{ sessionId }, session] = [await one.open(), await other.open()];
    const answers = new Map<string, number>();
    let sent = 0;

    const left = await leftBy(async () => {
      for (let n = 0; n < count; n++) one.ws.send(frame(sessionId));
      sent += count;
      one.send({ action: 'ping' });
      other.send({ action: 'get_session', ...session });
      await other.until('answered');
      for (const label of (await one.until('pong')).map(labelOf)) {
        if (/^[A-Z_]+$/.test(label)) answers.set(label, (answers.get(label) ?? 0) + 1);
      }
    });

    expect(Object.fromEntries(answers)).toEqual({ [code]: sent - within });
    expect(left).toBeLessThan(LITTLE);
  });

  it('of connections above the limit', async () => {
    const url = await serve({ addressConnections: 10 });
    const wires = [await Wire.to(url)];
    while (wires.length < 10) wires.push(await Wire.to(url));
    const statuses = new Set<number>();

    const left = await leftBy(async () => {
      for (let round = 0; round < 10; round++) {
        const refusals = Array.from({ length: 20 }, () => refusal(url));
        for (const status of await Promise.all(refusals)) statuses.add(status);
      }
    });

    expect([...statuses]).toEqual([429]);
    expect(left).toBeLessThan(LITTLE);
    wires[0]?.send({ action: 'ping' });
    await wires[0]?.until('pong');
  });

  it('of connections that come and go', async () => {
    const url = await serve();
    const left = await leftBy(async () => {
      for (let round = 0; round < 10; round++) {
        const wires = await Promise.all(Array.from({ length: 20 }, () => Wire.to(url)));
        for (const wire of wires) wire.ws.close();
        await Promise.all(wires.map((wire) => wire.closed()));
      }
    });
    expect(left).toBeLessThan(LITTLE);
  });
});
