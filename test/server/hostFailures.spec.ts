import { once } from 'node:events';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { serve, type Farewell } from '../../src/server/connection';
import type { ServerOptions } from '../../src/server/options';
import { startServer } from '../../src/server/startServer';
import {
  callsThenTells,
  connect,
  eventOf,
  hanging,
  logged,
  modelOf,
  open,
  say,
  service,
} from './kit';

const NOW = 1_700_000_000_000;
const SERVER_FAILED: Farewell = { code: 1011, reason: 'the server failed' };

/** Gives values until it fails on its nth call, and on all after it. */
function failingFrom<T>(nth: number, give: (call: number) => T) {
  let calls = 0;
  return {
    give: () => {
      if (++calls >= nth) throw new Error('the host failed');
      return give(calls);
    },
    calls: () => calls,
  };
}

/** A whole conversation over one connection: what was sent, and how the server left, if it did. */
function converseOn(options: ServerOptions) {
  const log = logged();
  const on = service({
    ...options,
    model: callsThenTells('issue_refund', { orderId: '1234', amount: 5 }),
    confirmTools: [],
    onLog: log.onLog,
  });
  const frames$ = new Subject<string>();
  const sent: string[] = [];
  const farewells: Farewell[] = [];
  let hasCompleted = false;
  serve(
    {
      frames$,
      send: (text) => {
        sent.push(eventOf(text).type);
      },
    },
    on,
  ).subscribe({
    next: (farewell) => farewells.push(farewell),
    complete: () => {
      hasCompleted = true;
    },
  });
  const send = (frame: object) => {
    const before = sent.length;
    frames$.next(JSON.stringify(frame));
    return sent.slice(before);
  };
  const create = { action: 'create_conversation_session', requestId: 'c', agentId: 'agent' };
  const answers = [
    send(create),
    send(say('id-5', 'Refund', { requestId: undefined })),
    send({ action: 'ping' }),
    send({ action: 'nonsense' }),
  ];
  const hasLeft = hasCompleted;
  frames$.complete();
  return { answers, farewells, hasLeft, entries: log.entries };
}

describe('a clock or a source of ids that throws', () => {
  it('does not happen in a conversation that goes well', () => {
    const { answers, farewells } = converseOn({ clock: { now: () => NOW } });
    expect(answers.map((types) => types.at(-1))).toEqual([
      'immediate_response',
      'eventual_response',
      'pong',
      'error',
    ]);
    expect(farewells).toEqual([]);
  });

  it('from the first id on is a connection that is closed with 1011, and told', () => {
    const { farewells, entries } = converseOn({ ids: failingFrom(1, () => '').give });
    expect(farewells).toEqual([SERVER_FAILED]);
    expect(entries).toMatchObject([{ kind: 'failed', error: new Error('the host failed') }]);
  });

  it('from the second id on is an error to each request that needs one', () => {
    const ids = failingFrom(2, () => 'id-1').give;
    const { answers, farewells } = converseOn({ ids, clock: { now: () => NOW } });
    expect(answers).toEqual([['error'], ['error'], ['pong'], ['error']]);
    expect(farewells).toEqual([]);
  });

  it('never leaves a client without an answer: whichever call of the clock is the first to fail', () => {
    const healthy = failingFrom(Infinity, () => NOW);
    converseOn({ clock: { now: healthy.give } });
    expect(healthy.calls()).toBeGreaterThan(10);

    for (let nth = 1; nth <= healthy.calls(); nth++) {
      const { farewells, hasLeft, entries } = converseOn({
        clock: { now: failingFrom(nth, () => NOW).give },
      });
      expect(hasLeft, `call ${nth}`).toBe(true);
      expect(farewells, `call ${nth}`).toEqual([SERVER_FAILED]);
      expect(entries.some(({ kind }) => kind === 'failed')).toBe(true);
    }
  });

  it('does not disturb how a turn is given up when its client leaves', () => {
    let fails = false;
    const clock = {
      now: () => {
        if (fails) throw new Error('the host failed');
        return NOW;
      },
    };
    const { output$, state } = hanging();
    const client = connect(service({ clock, model: modelOf(() => output$) }));
    const { sessionId } = open(client);
    client.send(say(sessionId));
    fails = true;
    expect(() => {
      client.leave();
    }).not.toThrow();
    expect(state).toEqual({ subscribed: 1, aborted: 1 });
  });

  it('never leaves a client without an answer: whichever id is the first that cannot be had', () => {
    const healthy = failingFrom(Infinity, (call) => `id-${call}`);
    converseOn({ ids: healthy.give, clock: { now: () => NOW } });
    expect(healthy.calls()).toBeGreaterThan(5);

    for (let nth = 2; nth <= healthy.calls(); nth++) {
      const { answers } = converseOn({
        ids: failingFrom(nth, (call) => `id-${call}`).give,
        clock: { now: () => NOW },
      });
      expect(answers.every((types) => types.length > 0)).toBe(true);
      expect(answers.slice(0, 2).some((types) => types.at(-1) === 'error')).toBe(true);
    }
  });

  it('closes a real socket with 1011, and the server serves on', async () => {
    let fails = true;
    const server = await startServer({
      port: 0,
      ids: () => {
        if (fails) throw new Error('the host failed');
        return crypto.randomUUID();
      },
    });
    try {
      const refused = new WebSocket(server.url);
      const [code, reason] = (await once(refused, 'close')) as [number, Buffer];
      expect([code, reason.toString()]).toEqual([1011, 'the server failed']);
      fails = false;
      const served = new WebSocket(server.url);
      await once(served, 'open');
      served.send('{"action":"ping"}');
      const [pong] = (await once(served, 'message')) as [Buffer];
      expect(eventOf(pong.toString()).type).toBe('pong');
      served.terminate();
    } finally {
      await server.close();
    }
  });
});
