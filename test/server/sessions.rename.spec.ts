import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/server/access/principal';
import { scriptedModel } from '../../src/server/models/scripted';
import { memoryStore } from '../../src/server/stores/memory';
import { titleFrom, titleGiven } from '../../src/server/text/title';
import { codeOf, connect, labelsOf, only, open, say, service } from './kit';

const rename = (conversationId: unknown, title: unknown, fields: object = {}) => ({
  action: 'rename_conversation',
  requestId: 'rename',
  conversationId,
  title,
  ...fields,
});

/** A connection with one conversation in which something was said. */
function talking() {
  const store = memoryStore();
  const model = scriptedModel([{ kind: 'text', text: 'Yes.' }]);
  const client = connect(service({ store, model }));
  const { sessionId, conversationId } = open(client);
  client.send(say(sessionId, 'Where is my order?'));
  const titles = () => {
    const [answer] = client.send({ action: 'list_conversations' });
    const { conversations } = only(answer ? [answer] : [], 'immediate_response').data;
    return (conversations as { title: string }[]).map(({ title }) => title);
  };
  return { client, conversationId, titles };
}

describe('rename_conversation', () => {
  it('answers with the title as it was kept, which the list then shows [RENAME-1] [LIST-3]', () => {
    const { client, conversationId, titles } = talking();
    expect(titles()).toEqual(['Where is my order?']);
    expect(client.send(rename(conversationId, '  "My   order" '))).toEqual([
      {
        type: 'immediate_response',
        requestId: 'rename',
        timestamp: 1_700_000_000_000,
        status: 200,
        message: 'The conversation was renamed.',
        data: { conversationId, title: 'My order' },
      },
    ]);
    expect(titles()).toEqual(['My order']);
  });

  it('may be done again, and by another connection', () => {
    const on = service();
    const { conversationId } = open(connect(on));
    connect(on).send(rename(conversationId, 'One'));
    const [answer] = connect(on).send(rename(conversationId, 'Two', { requestId: undefined }));
    expect(answer).toMatchObject({ status: 200, data: { title: 'Two' } });
    expect(answer).not.toHaveProperty('requestId');
  });

  it.each([
    [undefined],
    [7],
    [null],
    [['title']],
    [''],
    ['   '],
    ['\n\t'],
    ['""'],
    ['**'],
    ['###'],
    ['> "*_~`*" '],
    ['\u0000\u0007'],
    ['\u202E'],
  ])('refuses the title %j, of which nothing is left [RENAME-2]', (title) => {
    const { client, conversationId, titles } = talking();
    const answer = client.send(rename(conversationId, title));
    expect(codeOf(answer)).toBe('VALIDATION_ERROR');
    expect(only(answer, 'error').requestId).toBe('rename');
    expect(titles()).toEqual(['Where is my order?']);
  });

  it.each([[undefined], [7], [null], [['c']]])('refuses the conversation %j', (conversationId) => {
    expect(codeOf(connect(service()).send(rename(conversationId, 'A')))).toBe('VALIDATION_ERROR');
  });

  it.each([['unknown'], [''], ['__proto__']])('does not find %j [RENAME-2]', (conversationId) => {
    const answer = connect(service()).send(rename(conversationId, 'A'));
    expect(codeOf(answer)).toBe('CONVERSATION_NOT_FOUND');
    expect(only(answer, 'error').requestId).toBe('rename');
  });

  it('does not find the conversation of somebody else, and leaves its title [RENAME-2]', () => {
    const on = service();
    const of = (email: string) => {
      const principal: Principal = {
        sub: email,
        org: 'acme',
        role: 'basic',
        groups: [],
        email,
        isAuthenticated: true,
      };
      return connect(on, { principal, isOriginAllowed: true });
    };
    const { conversationId } = open(of('ada@example.com'));
    expect(codeOf(of('bob@example.com').send(rename(conversationId, 'Bob’s')))).toBe(
      'CONVERSATION_NOT_FOUND',
    );
    expect(of('ada@example.com').send(rename(conversationId, 'Ada’s'))).toMatchObject([
      { data: { title: 'Ada’s' } },
    ]);
  });

  it('is served while a turn runs', () => {
    const client = connect(service());
    const { sessionId, conversationId } = open(client);
    client.send(say(sessionId, 'Refund 25.50 for order 1234, please.'));
    expect(labelsOf(client.send(rename(conversationId, 'A')))).toEqual(['answered']);
  });
});

describe('a title that is given', () => {
  it.each([
    ['Refunds', 'Refunds'],
    [' a\n b\t\tc ', 'a b c'],
    ['"quoted"', 'quoted'],
    ['“quoted”', 'quoted'],
    ['«quoted»', 'quoted'],
    ['**bold**', 'bold'],
    ['# Heading', 'Heading'],
    ['## "**Both**" ##', 'Both'],
    ['- item', 'item'],
    ['> quote', 'quote'],
    ['`code`', 'code'],
    ['#1 issue', '#1 issue'],
    ['-5 degrees', '-5 degrees'],
    ['C#', 'C#'],
    ['say "hi" twice', 'say "hi" twice'],
    ['snake_case', 'snake_case'],
    ['be\u0007ll', 'be ll'],
    ['x'.repeat(61), 'x'.repeat(60)],
    ['🦀'.repeat(61), '🦀'.repeat(60)],
    [`${'x'.repeat(59)} y`, 'x'.repeat(59)],
  ])('%j is kept as %j', (given, kept) => {
    expect(titleGiven(given)).toBe(kept);
  });

  it('has at most 60 characters on one line, and is kept as it is when given again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const kept = titleGiven(given);
        expect(Array.from(kept).length).toBeLessThanOrEqual(60);
        expect(kept).not.toMatch(/[\p{Cc}\n]|^\s|\s$|\s\s/u);
        expect(titleGiven(kept)).toBe(kept);
      }),
    );
  });

  it.each(['"', '#', ' #', '`" ', '\u0000', '1. ', '> '])(
    'of a megabyte of %j takes no longer than one of letters may',
    (part) => {
      const text = `a${part.repeat(500_000)}a`;
      expect(titleGiven(text).length).toBeLessThanOrEqual(60);
      expect(titleFrom(text).length).toBeLessThanOrEqual(61);
    },
  );
});
