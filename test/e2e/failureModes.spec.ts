import { once } from 'node:events';
import type { Socket } from 'node:net';
import {
  concat,
  EMPTY,
  firstValueFrom,
  from,
  lastValueFrom,
  map,
  mergeMap,
  NEVER,
  of,
  take,
  takeWhile,
  tap,
  toArray,
  type Observable,
} from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, tokens, type Client, type ClientOptions } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { startServer } from 'smooth-operator-rx/server';
import {
  event,
  startScriptedServer,
  type Frame,
  type ServerScript,
} from 'smooth-operator-rx/testing';
import { startFrameProxy } from '../chaos/proxy/frameProxy.mjs';
import { startTcpProxy, type TcpProxy } from '../chaos/proxy/tcpProxy.mjs';
import { closeAll, refusedUrl, state, tcpServer, webSocketServer } from '../node/kit';
import { AGENT, answering } from '../turnTest';

/** Whatever has to be ended after a test, the last first. */
const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await closeAll();
});

/** A script over real sockets, behind a proxy; what was sent, and over which of the sockets. */
async function scene(script: (socket: number) => ServerScript) {
  const sent: string[] = [];
  const server = await startScriptedServer((socket) => {
    const { answer = () => EMPTY, ...rest } = script(socket);
    return {
      ...rest,
      answer: (action, id) => {
        sent.push(`${socket} ${action.action}${'message' in action ? ` ${action.message}` : ''}`);
        if (action.action === 'ping') return of(event.pong(action));
        return action.action === 'get_conversation_messages'
          ? of(event.immediateResponse(action, { messages: [], nextCursor: null, hasMore: false }))
          : answer(action, id);
      },
    };
  });
  const frames = await startFrameProxy(portOf(server.url));
  const bytes = await startTcpProxy(frames.port);
  open.push(server, frames, bytes);
  return { sent, frames, bytes, url: `ws://127.0.0.1:${bytes.port}/ws` };
}

function connect(url: string, options: Partial<ClientOptions> = {}): Client {
  const client = createClient({
    url,
    socket: nodeSocket(),
    linger: 0,
    reconnect: { baseDelay: 20, maxDelay: 40 },
    ...options,
  });
  open.push(client);
  return client;
}

const portOf = (url: string) => Number(new URL(url).port);

/** Has the connection cut when it is next used, and uses it. */
function lose(client: Client, bytes: TcpProxy): void {
  bytes.arm({ kind: 'cut', direction: 'down', after: 0 });
  client.ping().subscribe({ error: () => undefined });
}

/** What a turn emitted before it failed, and the error. */
async function failing<T>(turn$: Observable<T>) {
  const emitted: T[] = [];
  const error = await lastValueFrom(turn$.pipe(tap((value) => emitted.push(value)))).then(
    () => {
      throw new Error('It completed.');
    },
    (reason: unknown) => reason,
  );
  return { emitted, error };
}

const telling = (action: ClientAction, ...words: string[]): Observable<Frame> =>
  from([event.accepted(action), ...words.map((word) => event.streamToken(action, word))]);

describe('ten failure modes over real sockets: four to nine', () => {
  it.each([1000, 1001, 1011, 4401])(
    '4. clean close %i in mid-turn: interrupted, never complete',
    async (code) => {
      const { url, frames } = await scene(() =>
        answering({ send_message: (a) => concat(telling(a, 'He', 'llo', '!'), NEVER) }),
      );
      frames.arm({
        kind: 'closeAfter',
        direction: 'down',
        at: ({ type }) => type === 'stream_token',
        nth: 1,
        code,
      });
      const turn$ = connect(url).session({ agentId: AGENT }).turn('Hi').pipe(tokens());
      const { emitted, error } = await failing(turn$);
      expect(emitted).toEqual(['He', 'llo']);
      expect(error).toMatchObject({
        kind: 'interrupted',
        closeCode: code,
        partialText: 'Hello',
        delivery: 'sent',
      });
    },
  );

  it.each([1001, 1006, 1012])(
    '4b. close %i before the reply, which was stored: the turn completes with it, recovered, and is sent once',
    async (code) => {
      const server = await startServer({ port: 0 });
      const frames = await startFrameProxy(server.port);
      open.push(server, frames);
      frames.arm({
        kind: 'close',
        direction: 'down',
        at: ({ type }) => type === 'eventual_response',
        code,
      });
      const session = connect(`ws://127.0.0.1:${frames.port}/ws`).session({ agentId: AGENT });
      const events = await lastValueFrom(
        session.turn('How long does shipping take?').pipe(toArray()),
      );
      expect(events.at(-1)).toMatchObject({ type: 'eventual_response', recovered: true });
      const history = await lastValueFrom(session.history().pipe(toArray()));
      expect(history.map(({ direction }) => direction)).toEqual(['outbound', 'inbound']);
      const spoken = events.map((e) => (e.type === 'stream_token' ? e.data.token : '')).join('');
      expect(spoken).toBe(history[0]?.content.text);
    },
  );

  it('5. outage send: what is sent while the connection is down is refused, and not sent later', async () => {
    const { url, bytes, sent } = await scene(() =>
      answering({ send_message: (a) => of(event.accepted(a), event.eventualResponse(a)) }),
    );
    const client = connect(url);
    client.uncorrelated$.subscribe();
    await state(client, 'open');
    const down = state(client, 'waiting');
    lose(client, bytes);
    await down;
    const { error } = await failing(client.session({ agentId: AGENT }).turn('Are you there?'));
    expect(error).toMatchObject({ kind: 'offline', retryable: true });
    await state(client, 'open');
    await firstValueFrom(client.ping());
    expect(sent).toEqual(['1 ping', '2 ping']);
  });

  it('5b. outage send: with a queue, it is sent when the socket is back, once', async () => {
    const { url, bytes, sent } = await scene(() =>
      answering({ send_message: (a) => of(event.accepted(a), event.eventualResponse(a)) }),
    );
    const client = connect(url, { whenOffline: { limit: 1, expiresAfter: 10_000 } });
    client.uncorrelated$.subscribe();
    await state(client, 'open');
    const down = state(client, 'waiting');
    lose(client, bytes);
    await down;
    const last = await lastValueFrom(client.session({ agentId: AGENT }).turn('Are you there?'));
    expect(last.type).toBe('eventual_response');
    expect(sent).toEqual([
      '1 ping',
      '2 create_conversation_session',
      '2 send_message Are you there?',
    ]);
  });

  it('6. stale frames: two lanes retry on a new socket, which sees nothing of the old one', async () => {
    const { url, bytes, sent } = await scene((socket) =>
      answering({
        send_message: (a) =>
          socket === 1
            ? concat(of(event.accepted(a)), NEVER)
            : of(event.accepted(a), event.eventualResponse(a)),
      }),
    );
    const client = connect(url, { whenBusy: 'send' });
    client.uncorrelated$.subscribe();
    const session = client.session({ agentId: AGENT });
    let acknowledged = 0;
    const lanes = ['A', 'B'].map((message) =>
      failing(
        session.turn(message).pipe(
          tap(() => {
            if (++acknowledged < 2) return;
            lose(client, bytes);
          }),
        ),
      ),
    );
    for (const { error } of await Promise.all(lanes)) {
      expect(error).toMatchObject({ kind: 'interrupted', delivery: 'sent' });
    }
    await state(client, 'open');
    await Promise.all(['A', 'B'].map((message) => lastValueFrom(session.turn(message))));
    const second = sent.filter((line) => line.startsWith('2 ') && !/history|messages/.test(line));
    expect(second).toEqual([
      '2 create_conversation_session',
      '2 send_message A',
      '2 send_message B',
    ]);
  });

  it('7. accept-then-close: attempts follow the capped, jittered backoff, which never starts anew', async () => {
    const { server, url } = await webSocketServer();
    const accepted: number[] = [];
    server.on('connection', (socket) => {
      accepted.push(performance.now());
      socket.close(1011);
    });
    const chances = [0.5, 0.999, 0, 0.25];
    let asked = 0;
    const client = connect(url, {
      reconnect: { baseDelay: 4, maxDelay: 32 },
      random: () => chances[asked++ % chances.length] ?? 0,
    });
    const attempts$ = client.state$.pipe(
      mergeMap((now) => (now.status === 'waiting' ? of(now.attempt) : EMPTY)),
      take(13),
      toArray(),
    );
    client.uncorrelated$.subscribe();
    expect(await firstValueFrom(attempts$)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    const gaps = accepted.slice(1).map((time, at) => time - (accepted[at] ?? 0));
    expect(gaps).toHaveLength(12);
    gaps.forEach((gap, at) => {
      const ceiling = Math.min(32, 4 * 2 ** at);
      const delay = Math.floor(ceiling * (chances[at % chances.length] ?? 0));
      expect(gap).toBeGreaterThan(delay - 2); // the two clocks round
    });
  });

  it('8. silent socket: a ping goes unanswered, one error, a new socket, and nothing of the old is heard', async () => {
    const { url, bytes, sent } = await scene(() =>
      answering({ send_message: (a) => concat(telling(a, 'He'), NEVER) }),
    );
    const client = connect(url, { heartbeat: { idle: 50, patience: 50 } });
    const late: unknown[] = [];
    client.uncorrelated$.subscribe((told) => late.push(told));
    const states: string[] = [];
    client.state$.subscribe(({ status }) => states.push(status));
    await state(client, 'open');
    const turn$ = client
      .session({ agentId: AGENT })
      .turn('Hi')
      .pipe(
        tokens(),
        tap(() => {
          // What the server says from now on comes when nobody waits for it any more.
          bytes.arm({ kind: 'delay', direction: 'down', after: 0, ms: 200 });
        }),
      );
    const { emitted, error } = await failing(turn$);
    expect(emitted).toEqual(['He']);
    expect(error).toMatchObject({
      kind: 'interrupted',
      partialText: 'He',
      cause: { kind: 'heartbeat', afterMs: 50 },
    });
    await state(client, 'open');
    await firstValueFrom(client.ping());
    expect(states.filter((status) => status === 'waiting')).toHaveLength(1);
    expect(sent.filter((line) => line.endsWith(' send_message Hi'))).toEqual(['1 send_message Hi']);
    expect(late).toEqual([]);
  });
});

describe('9. dispose races over real sockets', () => {
  it('while a token is fetched: nobody dials', async () => {
    const dialled: unknown[] = [];
    const { url } = await tcpServer((socket) => dialled.push(socket));
    let give: (token: string) => void = () => undefined;
    const fetched = new Promise<string>((resolve) => {
      give = resolve;
    });
    const client = connect(url, { token: () => fetched });
    const used = client.session({ agentId: AGENT }).turn('Hi').subscribe();
    used.unsubscribe();
    give('late');
    await fetched;
    expect((await firstValueFrom(client.state$)).status).toBe('idle');
    expect(dialled).toEqual([]);
  });

  it('while it connects: the socket is gone at once', async () => {
    const { server, url } = await tcpServer((socket) => socket.resume());
    const client = connect(url);
    const arriving = once(server, 'connection') as Promise<[Socket]>;
    const used = client.session({ agentId: AGENT }).turn('Hi').subscribe();
    const [socket] = await arriving;
    const left = once(socket, 'close');
    used.unsubscribe();
    await left;
    expect((await firstValueFrom(client.state$)).status).toBe('idle');
  });

  it('between two attempts: no other is made', async () => {
    const client = connect(await refusedUrl(), { reconnect: { baseDelay: 1e9, maxDelay: 1e9 } });
    const seen$ = client.state$.pipe(
      map(({ status }) => status),
      takeWhile((status) => status !== 'waiting', true),
      toArray(),
    );
    const seen = firstValueFrom(seen$);
    const used = client.uncorrelated$.subscribe();
    await seen;
    used.unsubscribe();
    expect((await firstValueFrom(client.state$)).status).toBe('idle');
  });
});
