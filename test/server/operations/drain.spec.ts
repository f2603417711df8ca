import { concat, NEVER, of, Subject } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelOutput } from '../../../src/server';
import {
  callsThenTells,
  codeOf,
  confirm,
  hanging,
  labelsOf,
  logged,
  modelOf,
  only,
  open,
  say,
  service,
  connect,
  token,
  tool,
} from '../kit';
import { slowClient } from '../limits/socket';
import { plain, refusal, start, stopAll, Wire } from '../wire';

afterEach(stopAll);

/** A model that answers when it is told to. */
function patient() {
  const more$ = new Subject<ModelOutput>();
  return { model: modelOf(() => concat(of(token('Well, ')), more$)), more$ };
}

const writes = {
  model: callsThenTells('write_it'),
  tools: [tool('write_it', () => 'written')],
  confirmTools: ['write_it'],
};

describe('a server that drains', () => {
  it('lets the turn that runs end, its reply whole and stored, then leaves with 1001 [TURN-12]', async () => {
    const { model, more$ } = patient();
    const { entries, onLog } = logged();
    const server = await start({ model, onLog });
    const client = await Wire.to(server.url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    await client.until('stream_token');

    const drained = server.drain();
    client.send({ action: 'get_conversation_messages', requestId: 'before', sessionId });
    const before = only(await client.until('answered'), 'immediate_response').data;
    expect(before['messages']).toHaveLength(1);
    more$.next(token('yes.'));
    more$.complete();
    const reply = only(await client.until('eventual_response'), 'eventual_response').data.data;
    expect(reply.response).toMatchObject({ responseParts: ['Well, yes.'] });
    expect(await client.closed()).toEqual([1001, 'server draining']);
    await drained;
    expect(entries.map(({ kind }) => kind).slice(-5)).toEqual([
      'draining',
      'turn',
      'hungUp',
      'disconnected',
      'closed',
    ]);
  });

  it('leaves those at once on whom nothing is under way', async () => {
    const server = await start();
    const clients = [await Wire.to(server.url), await Wire.to(server.url)];
    const closes = Promise.all(clients.map((client) => client.closed()));
    await server.drain();
    expect(await closes).toEqual([
      [1001, 'server draining'],
      [1001, 'server draining'],
    ]);
  });

  it('is well but not ready, and refuses who comes with 503 [TURN-12]', async () => {
    const server = await start({ model: modelOf(() => NEVER) });
    const client = await Wire.to(server.url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    await client.until('accepted');
    expect(await plain(server.port, '/ready')).toEqual({ status: 200, body: 'ready' });

    const drained = server.drain();
    expect(await plain(server.port, '/ready')).toEqual({ status: 503, body: 'draining' });
    expect(await plain(server.port, '/health')).toEqual({ status: 200, body: 'ok' });
    expect(await refusal(server.url)).toBe(503);
    expect((await plain(server.port, '/ws')).status).toBe(503);
    client.send({ action: 'cancel' });
    await client.until('cancelled');
    await drained;
  });

  it('denies what waits for a person, and tells the model why', async () => {
    const server = await start(writes);
    const client = await Wire.to(server.url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    await client.until('toolCall');
    const closed = client.closed();
    const drained = server.drain();
    const reply = only(await client.until('eventual_response'), 'eventual_response').data.data;
    expect(reply.response).toMatchObject({
      responseParts: ['Denied by human: the server is about to stop. Ask again later.'],
    });
    expect(await closed).toEqual([1001, 'server draining']);
    await drained;
  });

  it('aborts what has not ended in time', async () => {
    const { output$, state } = hanging([token('Well')]);
    const { onLog, until } = logged();
    const server = await start({ model: modelOf(() => output$), drainTimeout: 0, onLog });
    const client = await Wire.to(server.url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    await client.until('stream_token');
    const closed = client.closed();
    await server.drain();
    expect(await closed).toEqual([1001, 'the server is going away']);
    expect(await until('turn')).toMatchObject({ outcome: 'aborted' });
    expect(state.aborted).toBe(1);
  });

  it('is closed at once by close()', async () => {
    const server = await start({ model: modelOf(() => NEVER) });
    const client = await Wire.to(server.url);
    const { sessionId } = await client.open();
    client.send(say(sessionId));
    await client.until('accepted');
    const closed = client.closed();
    const drained = server.drain();
    await server.close();
    expect(await closed).toEqual([1001, 'the server is going away']);
    await drained;
  });

  it('may be asked to again, also after it was closed', async () => {
    const { entries, onLog } = logged();
    const server = await start({ onLog });
    expect(server.drain()).toBe(server.drain());
    await server.drain();
    await server.close();
    expect(entries.filter(({ kind }) => kind === 'closed')).toHaveLength(1);
    const other = await start({ onLog });
    await other.close();
    await other.drain();
    expect(entries.filter(({ kind }) => kind === 'draining')).toHaveLength(1);
  });
});

describe('a connection of a server that drains', () => {
  it('begins no further turn [TURN-12]', () => {
    const { output$ } = hanging();
    const on = service({ model: modelOf(() => output$) });
    const [busy, other] = [connect(on), connect(on)];
    const { sessionId } = open(busy);
    busy.send(say(sessionId));
    on.drain.begin();
    expect(other.send(say(sessionId))).toEqual([]); // it was left already
    expect(codeOf(busy.send(say(sessionId)))).toBe('TURN_IN_PROGRESS');
    expect(labelsOf(busy.send({ action: 'ping' }))).toEqual(['pong']);
    expect(labelsOf(busy.send({ action: 'cancel' }))).toEqual(['cancelled']);
    expect(busy.send({ action: 'ping' })).toEqual([]);
  });

  it('refuses the turn that comes while a request is still being answered', () => {
    const on = service();
    const stuck = { ...on, store: { ...on.store, list: () => NEVER } };
    const client = connect(stuck);
    const { sessionId } = open(client);
    client.send({ action: 'list_conversations' });
    on.drain.begin();
    expect(codeOf(client.send(say(sessionId)))).toBe('SERVER_DRAINING');
    client.leave();
  });

  it('that begins after that is left at once', () => {
    const on = service();
    on.drain.begin();
    expect(slowClient(on).farewells).toEqual([{ code: 1001, reason: 'server draining' }]);
  });

  it('asks nobody any more', () => {
    const on = service(writes);
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId));
    on.drain.begin();
    expect(labelsOf(client.events).slice(-3)).toEqual([
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(on.confirmations.size).toBe(0);
    expect(client.send(confirm(sessionId, true))).toEqual([]);
  });
});
