import { createHmac } from 'node:crypto';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/server/access/principal';
import type { ServerOptions } from '../../../src/server/options';
import { memoryStore } from '../../../src/server/stores/memory';
import {
  codeOf,
  connect,
  create,
  labelsOf,
  logged,
  modelOf,
  open,
  say,
  service,
  token,
  tool,
} from '../kit';
import { anonymous, NOW, user } from './kit';

const SECRET = 'a secret between the host page and the server';

function sign(userId: string, timestamp = NOW, secret = SECRET) {
  const signature = createHmac('sha256', secret).update(`${userId}:${timestamp}`).digest('hex');
  return { userId, signature, timestamp };
}

const verifying = (options: ServerOptions = {}) =>
  service({
    authContextSecret: SECRET,
    model: modelOf(() => of(token('Fine.'))),
    ...options,
  });

const labels = (client: ReturnType<typeof connect>, fields: object) =>
  labelsOf(client.send(create(fields)));

describe('an authContext', () => {
  const right = sign('42');

  it.each<[string, object]>([
    ['fresh', right],
    ['with a signature in capitals', { ...right, signature: right.signature.toUpperCase() }],
    ['with a timestamp in seconds', sign('42', NOW / 1000)],
    ['a minute old', sign('42', NOW - 60_000)],
    ['a minute ahead', sign('42', NOW + 60_000)],
  ])('that is %s is taken [CREATE-6]', (_what, authContext) => {
    expect(labels(connect(verifying()), { authContext })).toEqual(['answered']);
  });

  it.each<[string, object]>([
    ['older than a minute', sign('42', NOW - 60_001)],
    ['further ahead than a minute', sign('42', NOW + 60_001)],
    ['older than a minute, in seconds', sign('42', NOW / 1000 - 61)],
    ['of no time', sign('42', 0)],
    ['before time', sign('42', -NOW)],
    ['signed with another secret', sign('42', NOW, 'another')],
    ['signed for another user', { ...right, userId: '43' }],
    ['signed for another time', { ...right, timestamp: NOW + 1 }],
    ['not signed', { ...right, signature: '' }],
    ['cut short', { ...right, signature: right.signature.slice(0, -2) }],
    ['signed at length', { ...right, signature: `${right.signature}00` }],
    ['signed with no hex', { ...right, signature: 'Ω'.repeat(64) }],
    ['of nobody', sign('')],
  ])('that is %s is refused [CREATE-6]', (_what, authContext) => {
    expect(labels(connect(verifying()), { authContext })).toEqual(['AUTH_CONTEXT_INVALID']);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'me'],
    ['a list', [right]],
    ['an object without a signature', { userId: '42', timestamp: NOW }],
    ['one with a number for the user', { ...right, userId: 42 }],
    ['one with a text for the time', { ...right, timestamp: String(NOW) }],
    ['one with a fraction for the time', { ...right, timestamp: NOW + 0.5 }],
  ])(
    'that is %s counts as none: its caller is nobody in particular [TOL-3]',
    (_what, authContext) => {
      const on = verifying();
      const client = connect(on, anonymous);

      expect(labels(client, { authContext })).toEqual(['answered']);
      const known = open(connect(on, anonymous), { authContext: sign('42') });
      expect(codeOf(client.send({ action: 'get_session', sessionId: known.sessionId }))).toBe(
        'SESSION_NOT_FOUND',
      );
    },
  );

  it('that is refused stores nothing and leaves the connection whose it was [CREATE-6]', () => {
    const written: string[] = [];
    const store = memoryStore();
    const on = verifying({
      store: {
        ...store,
        putConversation: (conversation) => {
          written.push('conversation');
          return store.putConversation(conversation);
        },
        putSession: (session) => {
          written.push('session');
          return store.putSession(session);
        },
      },
    });
    const client = connect(on, anonymous);

    expect(labels(client, { authContext: sign('42', NOW, 'forged') })).toEqual([
      'AUTH_CONTEXT_INVALID',
    ]);
    expect(written).toEqual([]);

    const { sessionId } = open(client, { authContext: sign('42') });
    expect(labels(client, { authContext: sign('43', 0) })).toEqual(['AUTH_CONTEXT_INVALID']);
    expect(labelsOf(client.send({ action: 'get_session', sessionId }))).toEqual(['answered']);
  });

  it('is ignored by a server that has no secret, whatever it holds [CREATE-5]', () => {
    const client = connect(service());

    expect(labels(client, { authContext: sign('42', 0, 'forged') })).toEqual(['answered']);
  });

  it('is in no log and no answer', () => {
    const log = logged();
    const client = connect(verifying({ onLog: log.onLog }));
    const forged = { ...sign('somebody-42'), signature: 'f00df00d' };

    const said = [...client.send(create({ authContext: forged })), ...log.entries];

    expect(JSON.stringify(said)).not.toMatch(/somebody-42|f00df00d|a secret/);
    expect(log.entries).toContainEqual(expect.objectContaining({ code: 'AUTH_CONTEXT_INVALID' }));
  });
});

describe('the user of an authContext', () => {
  it('is who the tools are told, with what the token says beside', () => {
    const seen: (Principal | undefined)[] = [];
    const look = tool('look', (_args, { principal }) => {
      seen.push(principal);
      return of('seen');
    });
    const on = verifying({
      tools: [look],
      model: modelOf(({ messages }) =>
        messages.at(-1)?.role === 'tool'
          ? of(token('Done.'))
          : of({ kind: 'toolCall', id: 'call', name: 'look', arguments: {} } as const),
      ),
    });
    const client = connect(on, user(undefined, 'acme'));
    const { sessionId } = open(client, { authContext: sign('42') });
    client.send(say(sessionId));

    expect(seen).toEqual([
      { sub: '42', userId: '42', org: 'acme', role: 'basic', groups: [], isAuthenticated: true },
    ]);
  });

  it('owns what they open: nobody else reaches it, and they do from anywhere [CREATE-5] [OPEN-6]', () => {
    const on = verifying();
    const client = connect(on, anonymous);
    const { sessionId, conversationId } = open(client, { authContext: sign('42') });
    client.send(say(sessionId));

    const other = connect(on, anonymous);
    open(other, { authContext: sign('43') });
    for (const stranger of [connect(on, anonymous), other]) {
      expect(codeOf(stranger.send({ action: 'get_session', sessionId }))).toBe('SESSION_NOT_FOUND');
      expect(open(stranger, { conversationId }).conversationId).not.toBe(conversationId);
    }

    const again = connect(on, anonymous);
    const resumed = open(again, { conversationId, authContext: sign('42') });
    expect(resumed.conversationId).toBe(conversationId);
    expect(labelsOf(again.send({ action: 'get_session', sessionId }))).toEqual(['answered']);
  });

  it('is no other whose id differs in case, and nobody who has the id for an email', () => {
    const on = verifying();
    const { sessionId } = open(connect(on, anonymous), { authContext: sign('Ab@example.com') });
    const sameOrg = (email: string) => connect(on, user(email, 'public'));

    const strangers = [
      connect(on, anonymous),
      sameOrg('ab@example.com'),
      sameOrg('userid:ab@example.com'),
    ];
    open(strangers[0] ?? connect(on), { authContext: sign('aB@example.com') });
    for (const stranger of strangers) {
      expect(codeOf(stranger.send({ action: 'get_session', sessionId }))).toBe('SESSION_NOT_FOUND');
    }
  });

  it('has the conversations of the email where a token gives one', () => {
    const on = verifying();
    const { sessionId } = open(connect(on, user('alice@example.com')), {
      authContext: sign('42'),
    });

    expect(
      labelsOf(connect(on, user('alice@example.com')).send({ action: 'get_session', sessionId })),
    ).toEqual(['answered']);
  });
});
