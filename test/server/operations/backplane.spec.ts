import { EMPTY, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Keepalive } from '../../../src/protocol';
import {
  type Backplane,
  type ModelOutput,
  type PublishedEvent,
  type Target,
} from '../../../src/server';
import type { Caller } from '../../../src/server/access/admission';
import { keyOf } from '../../../src/server/backplane';
import type { Service } from '../../../src/server/service';
import {
  connect,
  create,
  labelsOf,
  logged,
  modelOf,
  only,
  open,
  say,
  service,
  token,
  type Client,
} from '../kit';
import { slowClient } from '../limits/socket';
import { start, stopAll, Wire } from '../wire';

afterEach(stopAll);

/** Any event does; this one has a shape that the kit can check. */
const event = (requestId = 'none'): PublishedEvent & Keepalive => ({
  type: 'keepalive',
  data: { requestId },
});

const caller = (sub: string, org: string, isAuthenticated = true): Caller => ({
  principal: { sub, org, role: 'basic', groups: [], isAuthenticated },
  isOriginAllowed: true,
});

function publish({ backplane }: Service, target: Target): void {
  backplane.publish(target, event()).subscribe();
}

const pushed = (client: Client) => labelsOf(client.events).filter((label) => label === 'keepalive');

describe('an event published', () => {
  it('to a connection reaches that one', () => {
    const on = service();
    const [one, two] = [connect(on), connect(on)];
    publish(on, { kind: 'connection', connectionId: 'id-2' });
    expect([pushed(one), pushed(two)].map(({ length }) => length)).toEqual([0, 1]);
  });

  it('to a session reaches the connections that opened or used it', () => {
    const on = service();
    const [opener, user, other] = [connect(on), connect(on), connect(on)];
    const { sessionId } = open(opener);
    open(other);
    user.send({ action: 'get_session', requestId: 'get', sessionId });
    user.send({ action: 'get_session', requestId: 'again', sessionId });
    publish(on, { kind: 'session', sessionId });
    expect([opener, user, other].map((client) => pushed(client).length)).toEqual([1, 1, 0]);
  });

  it('to a session does not reach who merely named it', () => {
    const on = service();
    const mallory = connect(on);
    mallory.send({ action: 'get_session', requestId: 'get', sessionId: 'of-somebody-else' });
    expect(labelsOf(mallory.events)).toEqual(['SESSION_NOT_FOUND']);
    publish(on, { kind: 'session', sessionId: 'of-somebody-else' });
    expect(pushed(mallory)).toEqual([]);
  });

  it('to an agent reaches the connections with a session of it, once', () => {
    const on = service();
    const [one, two] = [connect(on), connect(on)];
    one.send(create({ agentId: 'ada' }));
    one.send(create({ agentId: 'ada' }));
    two.send(create({ agentId: 'bob' }));
    publish(on, { kind: 'agent', agentId: 'ada' });
    expect([one, two].map((client) => pushed(client).length)).toEqual([1, 0]);
  });

  it('to a user or an organisation reaches theirs, if a token said who they are', () => {
    const on = service();
    const ada = connect(on, caller('ada', 'acme'));
    const bob = connect(on, caller('bob', 'acme'));
    const eve = connect(on, caller('ada', 'acme', false));
    publish(on, { kind: 'user', sub: 'ada' });
    publish(on, { kind: 'org', org: 'acme' });
    publish(on, { kind: 'org', org: 'other' });
    expect([ada, bob, eve].map((client) => pushed(client).length)).toEqual([2, 1, 0]);
  });

  it('to a user who came to be another in the meantime reaches the one they are', () => {
    const on = service();
    const client = connect(on, caller('ada', 'acme'));
    open(client);
    publish(on, { kind: 'user', sub: 'ada' });
    expect(pushed(client)).toHaveLength(1);
  });

  it('comes beside the events of a turn, which goes on', () => {
    const words$ = new Subject<ModelOutput>();
    const on = service({ model: modelOf(() => words$) });
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId));
    publish(on, { kind: 'session', sessionId });
    words$.next(token('Yes.'));
    words$.complete();
    expect(labelsOf(client.events).slice(1)).toEqual([
      'accepted',
      'keepalive',
      'stream_token',
      'eventual_response',
    ]);
  });

  it('waits with the rest for a client that reads slowly, and counts as the rest', () => {
    const on = service({ limits: { outboundBytes: 1_000 } });
    const client = slowClient(on);
    for (let n = 0; n < 100; n++) publish(on, { kind: 'connection', connectionId: 'id-1' });
    expect(client.mostWaiting).toBeLessThanOrEqual(1_000);
    expect(client.farewells).toMatchObject([{ code: 1013 }]);
  });
});

describe('a connection that has ended', () => {
  it('listens to nothing any more', () => {
    const listening = new Map<string, number>();
    const count = (key: string, by: number) => {
      listening.set(key, (listening.get(key) ?? 0) + by);
    };
    const backplane: Backplane = {
      publish: () => EMPTY,
      events: (target) =>
        new Observable(() => {
          count(keyOf(target), 1);
          return () => {
            count(keyOf(target), -1);
          };
        }),
    };
    const on = service({ backplane });
    const client = connect(on, caller('ada', 'acme'));
    client.send(create({ agentId: 'bob' }));
    expect([...listening.keys()].map((key) => key.split(':')[0])).toEqual([
      'connection',
      'user',
      'org',
      'session',
      'agent',
    ]);
    expect(new Set(listening.values())).toEqual(new Set([1]));
    client.leave();
    expect(new Set(listening.values())).toEqual(new Set([0]));
  });
});

describe('a backplane that fails', () => {
  const down = new Error('the broker is down');
  const failing = (events: Backplane['events']): Backplane => ({
    publish: () => throwError(() => down),
    events,
  });

  it.each<[string, Backplane['events']]>([
    ['errors', () => throwError(() => down)],
    [
      'throws',
      () => {
        throw down;
      },
    ],
  ])('is logged, and everybody is served on, when it %s', (_how, events) => {
    const { entries, onLog } = logged();
    const client = connect(service({ backplane: failing(events), onLog }));
    const { sessionId } = open(client);
    expect(labelsOf(client.send(say(sessionId))).at(-1)).toBe('eventual_response');
    expect(entries.filter(({ kind }) => kind === 'failed')).toEqual([
      { kind: 'failed', connectionId: 'id-1', error: down },
      { kind: 'failed', connectionId: 'id-1', error: down },
      { kind: 'failed', connectionId: 'id-1', error: down },
    ]);
  });

  it('with an event that is none is logged, and the connection lives', () => {
    const { entries, onLog } = logged();
    const cyclic: { type: string; self?: unknown } = { type: 'loop' };
    cyclic.self = cyclic;
    const client = connect(service({ backplane: failing(() => of(cyclic)), onLog }));
    expect(labelsOf(client.send({ action: 'ping' }))).toEqual(['pong']);
    expect(entries.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
  });

  it('rejects what was to be published, and logs it', async () => {
    const { entries, onLog } = logged();
    const server = await start({ backplane: failing(() => NEVER), onLog });
    const published = server.publish({ kind: 'org', org: 'acme' }, event());
    await expect(published).rejects.toBe(down);
    expect(entries.at(-1)).toEqual({ kind: 'failed', error: down });
  });
});

describe('publish of a running server', () => {
  it('reaches a client over its socket', async () => {
    const server = await start();
    const client = await Wire.to(server.url);
    const { sessionId } = await client.open();
    await server.publish({ kind: 'session', sessionId }, event('pushed'));
    expect(only(await client.until('keepalive'), 'keepalive')).toEqual(event('pushed'));
  });

  it.each<[string, unknown]>([
    ['of no kind', { kind: 'everybody' }],
    ['without an id', { kind: 'user' }],
    ['with an empty id', { kind: 'session', sessionId: '' }],
    ['that is none', null],
  ])('refuses a target %s', async (_what, target) => {
    const server = await start();
    await expect(server.publish(target as Target, event())).rejects.toMatchObject({
      kind: 'invalid',
      code: 'INVALID_TARGET',
    });
  });

  it.each<[string, unknown]>([
    ['without a type', { data: {} }],
    ['with a type that is no text', { type: 1 }],
    ['that JSON cannot hold', { type: 'big', data: 1n }],
    ['that is none', undefined],
  ])('refuses an event %s', async (_what, what) => {
    const server = await start();
    const published = server.publish({ kind: 'org', org: 'acme' }, what as PublishedEvent);
    await expect(published).rejects.toMatchObject({ kind: 'invalid', code: 'INVALID_EVENT' });
  });
});
