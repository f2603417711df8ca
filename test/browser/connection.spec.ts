import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { concat, map, of, Subject, take, tap, toArray } from 'rxjs';
import type { ConnectionState } from 'smooth-operator-rx';
import { memoryStore, type ChatModel, type ConversationStore } from 'smooth-operator-rx/server';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { webSocketServer } from '../node/kit';
import { AGENT } from '../turnTest';
import { first, open, origin, serve, state } from './kit';
import type { SeenSocket } from './tab';

/** Those that have come to say something, each as its actions. */
const spoken = (sockets: readonly SeenSocket[]) =>
  sockets.map(({ sent }) => sent.map(({ action }) => action)).filter(({ length }) => length > 0);

const RESUMED = ['create_conversation_session', 'get_conversation_messages'];

describe('a connection in Chromium', () => {
  it('is made anew when the server has been started again, and the reply it lost is looked up', async () => {
    const kept = memoryStore();
    const stored$ = new Subject<void>();
    const store: ConversationStore = {
      ...kept,
      append: (message) =>
        kept.append(message).pipe(
          tap({
            complete: () => {
              if (message.direction === 'outbound') stored$.next();
            },
          }),
        ),
    };
    const server = await serve({ store });
    // It dies with the reply in the store, and has not told that it is done.
    stored$.subscribe(() => void server.close());
    const tab = await open('operator');
    const events = tab.lib.evaluate(
      ({ connect, rxjs }, { url, agentId }) =>
        rxjs.lastValueFrom(
          connect({ url, reconnect: { baseDelay: 20, maxDelay: 100 } })
            .session({ agentId })
            .turn('How long does shipping take?')
            .pipe(rxjs.toArray()),
        ),
      { url: server.url, agentId: AGENT },
    );
    await state(tab, 'waiting');
    await serve({ port: server.port, store: kept });
    expect((await events).at(-1)).toMatchObject({ type: 'eventual_response', recovered: true });
    const text = (await events).map((e) => (e.type === 'stream_token' ? e.token : '')).join('');
    expect(text).toContain('5-7 business days');
    expect(spoken(tab.sockets)).toEqual([['create_conversation_session', 'send_message'], RESUMED]);
  });

  it('that was kept with the page, and lost meanwhile, is made anew when the page is shown again', async () => {
    const more$ = new Subject<string>();
    const model: ChatModel = {
      complete: () =>
        concat(of('Well, '), more$.pipe(take(1))).pipe(map((text) => ({ kind: 'token', text }))),
    };
    const server = await serve({ model });
    const tab = await open('operator');
    await tab.lib.evaluate(
      ({ connect, rxjs, tell, text }, { url, agentId }) => {
        const turn$ = connect({ url }).session({ agentId }).turn('Is it done?');
        turn$.pipe(text(), rxjs.distinctUntilChanged()).subscribe({
          next: (soFar) => {
            tell('text', soFar);
          },
          error: (error: unknown) => {
            tell('error', String(error));
          },
          complete: () => {
            tell('done', true);
          },
        });
      },
      { url: server.url, agentId: AGENT },
    );
    await first(tab.told('text'));
    await tab.page.goto(`${origin()}/smartflow`);
    more$.next('it is.');
    await first(server.log$, ({ kind }) => kind === 'turn');
    await tab.page.goBack({ waitUntil: 'commit' });
    await first(tab.told('done'));
    expect(await first(tab.told('text').pipe(take(2), toArray()))).toEqual([
      'Well,',
      'Well, it is.',
    ]);
    expect(spoken(tab.sockets)).toEqual([['create_conversation_session', 'send_message'], RESUMED]);
  });

  it('survives a computer that was asleep for longer than any timeout', async () => {
    const server = await serve();
    const tab = await open('operator');
    await tab.page.clock.install();
    const client = await tab.lib.evaluateHandle(({ connect }, url) => connect({ url }), server.url);
    await state(tab, 'open');
    await tab.page.clock.fastForward(600_000);
    await client.evaluate((connected, { rxjs }) => rxjs.firstValueFrom(connected.ping()), tab.lib);
    expect(tab.sockets).toHaveLength(1);
  });

  it('is dropped when a ping goes unanswered, and made anew', async () => {
    const { server, url } = await webSocketServer();
    const tab = await open('operator');
    await tab.page.clock.install();
    const connected = once(server, 'connection') as Promise<[WebSocket]>;
    await tab.lib.evaluateHandle(({ connect }, to) => connect({ url: to }), url);
    const [socket] = await connected;
    await state(tab, 'open');
    const pinged = once(socket, 'message') as Promise<[Buffer]>;
    await tab.page.clock.runFor(26_000);
    expect(String((await pinged)[0])).toContain('"ping"');
    const again = once(server, 'connection');
    await tab.page.clock.runFor(10_000);
    expect(await state(tab, 'waiting')).toMatchObject({ cause: { kind: 'heartbeat' } });
    await tab.page.clock.runFor(1_000);
    await again;
    await state(tab, 'open', 2);
  });

  it('is closed with 1000 a while after its last use', async () => {
    const { server, url } = await webSocketServer();
    const tab = await open('operator');
    const connected = once(server, 'connection') as Promise<[WebSocket]>;
    await tab.lib.evaluate(({ createClient, rxjs }, to) => {
      const client = createClient({ url: to, linger: 20 });
      const open$ = client.state$.pipe(rxjs.filter(({ status }) => status === 'open'));
      client.uncorrelated$.pipe(rxjs.takeUntil(open$)).subscribe();
    }, url);
    const [socket] = await connected;
    expect((await once(socket, 'close'))[0]).toBe(1000);
  });

  it.each([
    [1001, 'waiting'],
    [1006, 'waiting'],
    [1013, 'waiting'],
    [1009, 'closed'],
    [4401, 'closed'],
  ] as const)('that is closed with %i is %s', async (code, status) => {
    const { server, url } = await webSocketServer();
    const tab = await open('operator');
    const connected = once(server, 'connection') as Promise<[WebSocket]>;
    await tab.lib.evaluateHandle(({ connect }, to) => connect({ url: to }), url);
    const [socket] = await connected;
    await state(tab, 'open');
    if (code === 1006) socket.terminate();
    else socket.close(code, 'because');
    expect(await state(tab, status)).toMatchObject({ cause: { kind: 'closed', code } });
  });

  it('shows its token in the query, another one on each attempt, and nowhere else', async () => {
    const { server, url } = await webSocketServer();
    const tab = await open('operator');
    const asked: (string | undefined)[] = [];
    server.on('connection', (socket: WebSocket, request: IncomingMessage) => {
      asked.push(request.url);
      if (asked.length === 1) socket.close(1012);
    });
    await tab.lib.evaluateHandle(({ connect, rxjs }, to) => {
      let count = 0;
      const token = () => rxjs.timer(1).pipe(rxjs.map(() => `s3cret&${++count}`));
      return connect({ url: to, token, reconnect: { baseDelay: 20 } });
    }, `${url}?x=1`);
    await state(tab, 'open', 2);
    expect(asked).toEqual(['/ws?x=1&token=s3cret%261', '/ws?x=1&token=s3cret%262']);
    const states = await first(tab.told<ConnectionState>('state').pipe(take(6), toArray()));
    expect(JSON.stringify(states)).not.toContain('s3cret');
  });

  it('offers its subprotocols, and opens with the one that the server picks', async () => {
    const { server, url } = await webSocketServer({ handleProtocols: () => 'operator.v2' });
    const tab = await open('operator');
    const connected = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
    await tab.lib.evaluateHandle(
      ({ connect }, to) => connect({ url: to, protocols: ['operator.v1', 'operator.v2'] }),
      url,
    );
    const [socket, { headers }] = await connected;
    expect(headers['sec-websocket-protocol']).toBe('operator.v1, operator.v2');
    await state(tab, 'open');
    expect(socket.protocol).toBe('operator.v2');
  });

  it('is given up at once when a subprotocol is no name of one', async () => {
    const tab = await open('operator');
    await tab.lib.evaluateHandle(
      ({ connect }, url) => connect({ url, protocols: ['no name'] }),
      'ws://127.0.0.1/ws?token=s3cret',
    );
    const closed = await state(tab, 'closed');
    expect(closed).toMatchObject({ unauthorized: false, cause: { kind: 'unusable' } });
    expect(JSON.stringify(closed)).not.toContain('s3cret');
  });
});
