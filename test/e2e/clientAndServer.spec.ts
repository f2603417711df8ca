import {
  firstValueFrom,
  lastValueFrom,
  map,
  take,
  tap,
  timer,
  toArray,
  type Observable,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  citations,
  confirmWrites,
  createClient,
  reply,
  tokens,
  toolCalls,
  type Client,
  type ClientOptions,
  type Session,
} from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import {
  extractiveModel,
  startServer,
  type RunningServer,
  type ServerOptions,
} from 'smooth-operator-rx/server';
import { AGENT } from '../turnTest';

let server: RunningServer;
let client: Client;
let session: Session;

async function start(options: ServerOptions = {}, more: Partial<ClientOptions> = {}) {
  server = await startServer({ port: 0, ...options });
  client = createClient({ url: server.url, socket: nodeSocket(), linger: 0, ...more });
  session = client.session({ agentId: AGENT, userName: 'Alice' });
}

const all = <T>(values$: Observable<T>) => lastValueFrom(values$.pipe(toArray()));

describe('client and server over a real socket', () => {
  beforeEach(() => start({ model: extractiveModel({ tokenDelay: 1 }) }));
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it('answer from the knowledge base, with citations, and remember the turn before', async () => {
    const first = session.turn('How long do I have to return an item?');
    const events = await all(first);
    const answer = events.at(-1);
    expect(answer?.type).toBe('eventual_response');
    const spoken = events.map((e) => (e.type === 'stream_token' ? e.data.token : '')).join('');
    expect(spoken).toContain('17 days');
    const cited = await firstValueFrom(
      session.turn('And what was my question again?').pipe(
        tap((e) => {
          if (e.type === 'eventual_response') {
            expect(JSON.stringify(e.data.data.response)).toContain('return an item');
          }
        }),
        citations(),
      ),
    );
    expect(cited.map(({ id }) => id)).toContain('policies/returns.md');
  });

  it('stop for an approval and go on in the same stream', async () => {
    const asked: string[] = [];
    const turn$ = session.turn('Please refund order 1234, $25.50').pipe(
      confirmWrites((prompt) => {
        asked.push(prompt.toolId);
        return timer(1).pipe(map(() => true));
      }),
    );
    const activity = await all(turn$.pipe(toolCalls()));
    expect(asked).toEqual(['issue_refund']);
    expect(activity).toEqual([
      { kind: 'call', name: 'issue_refund', arguments: { orderId: '1234', amount: 25.5 } },
      expect.objectContaining({ kind: 'result', name: 'issue_refund', isError: false }),
    ]);
  });

  it('go on after a denial, which the agent is told', async () => {
    const activity = await all(
      session.turn('Please refund order 1234, $25.50').pipe(
        confirmWrites(() => false),
        toolCalls(),
      ),
    );
    expect(activity.at(-1)).toMatchObject({ kind: 'result', isError: true });
  });

  it('are ready for the next turn at once after one was left', async () => {
    await all(session.turn('How long does shipping take?').pipe(tokens(), take(1)));
    const { text } = await firstValueFrom(
      session.turn('How long does shipping take?').pipe(reply()),
    );
    expect(text).toContain('5-7 business days');
    const history = await all(session.history({ pageSize: 2 }));
    expect(history.map(({ direction }) => direction)).toEqual(['outbound', 'inbound', 'inbound']);
  });

  it('take a conversation up again, list it, and keep what was said', async () => {
    await all(session.turn('How long does shipping take?'));
    const { conversationId } = await firstValueFrom(session.opened$);
    const later = createClient({ url: server.url, socket: nodeSocket(), linger: 0 });
    const resumed = later.session({ agentId: AGENT, conversationId });
    const history = await all(resumed.history());
    expect(history.at(-1)?.content.text).toBe('How long does shipping take?');
    expect((await firstValueFrom(resumed.opened$)).resumed).toBe(true);
    const listed = await firstValueFrom(later.listConversations({ limit: 5 }));
    expect(listed).toEqual([expect.objectContaining({ conversationId, messageCount: 2 })]);
  });

  it('say what they know of the session, and that they are alive', async () => {
    const info = await firstValueFrom(session.info());
    expect(info).toMatchObject({ agentId: AGENT, agentName: 'smooth-agent' });
    expect((await firstValueFrom(client.ping())).type).toBe('pong');
  });

  it('tell what a server cannot do', async () => {
    await expect(firstValueFrom(client.renameConversation('c', 't'))).rejects.toMatchObject({
      kind: 'failed',
      code: 'CONVERSATION_NOT_FOUND',
    });
    await expect(lastValueFrom(session.turn('x'.repeat(10_001)))).rejects.toMatchObject({
      kind: 'invalid',
      code: 'INVALID_MESSAGE',
    });
  });

  it('run many conversations at once', async () => {
    const clients = Array.from({ length: 20 }, () =>
      createClient({ url: server.url, socket: nodeSocket(), linger: 0 }),
    );
    const texts = await Promise.all(
      clients.map((one) =>
        firstValueFrom(
          one.session({ agentId: AGENT }).turn('How long does shipping take?').pipe(reply()),
        ),
      ),
    );
    expect(new Set(texts.map(({ text }) => text)).size).toBe(1);
  });
});

describe('a server that goes away', () => {
  it('interrupts the turn, and says with which code', async () => {
    const model: ServerOptions['model'] = {
      complete: () => timer(0, 5).pipe(map((n) => ({ kind: 'token', text: `${n} ` }))),
    };
    await start({ model }, { recoverWithin: 0 });
    let closing: Promise<void> | undefined;
    const error = await lastValueFrom(
      session.turn('Count').pipe(
        tokens(),
        tap((token) => {
          if (token.trim() === '3') closing = server.close();
        }),
      ),
    ).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    await closing;
    client.close();
    expect(error).toMatchObject({ kind: 'interrupted', closeCode: 1001, delivery: 'sent' });
    expect(error).toHaveProperty('partialText', expect.stringMatching(/^0 1 2 3/));
  });
});
