import { describe, expect, it } from 'vitest';
import { connect, labelsOf, only, open, say, service, type Client } from '../kit';
import { resultIn, submit, SUPPORTS } from './cards';

/** A conversation with the embedded model. */
function talk(supports: readonly string[] = []) {
  const client = connect(service());
  const { sessionId } = open(client, { supports });
  return { client, sessionId, say: (text: string) => client.send(say(sessionId, text)) };
}

const replyTo = (events: Client['events']) =>
  (only(events, 'eventual_response').data.data.response as { responseParts: string[] })
    .responseParts[0];

const keysOf = (events: Client['events']) => {
  const { spec } = only(events, 'interaction_required').data.data;
  return (spec['fields'] as { key: string; required: boolean }[]).map(({ key, required }) =>
    required ? key : `${key}?`,
  );
};

describe('the embedded model shows a card to somebody who wants to be contacted', () => {
  it.each([
    ['Please call me back', ['name', 'phone']],
    ['Can you phone me tomorrow?', ['name', 'phone']],
    ['I want to leave my contact details', ['name', 'email', 'phone?']],
    ['Could somebody get back to me?', ['name', 'email', 'phone?']],
    ['Email me when it is back in stock', ['name', 'email', 'phone?']],
    ['Call or email me', ['name', 'email', 'phone']],
  ])('%s', (text, keys) => {
    expect(keysOf(talk(SUPPORTS).say(text))).toEqual(keys);
  });

  it.each([
    ['When will you call me?'],
    ['How long does shipping take?'],
    ['How can I contact you?'],
    ['Please refund order 1234, $25.50'],
    ['Hello!'],
  ])('and not to somebody who says: %s', (text) => {
    expect(labelsOf(talk(SUPPORTS).say(text))).not.toContain('interaction_required');
  });

  it('and thanks for what was filled in', () => {
    const { client, sessionId, say } = talk(SUPPORTS);
    const card = only(say('Please call me back'), 'interaction_required').data.data;
    const values = { name: 'Alice', phone: '555 123 4567' };
    const events = client.send(submit(sessionId, card.interactionId, { values }));
    expect(replyTo(events)).toBe('Thank you, Alice. I have noted your name and phone.');
  });

  it('and goes on when it was not', () => {
    const { client, sessionId, say } = talk(SUPPORTS);
    const card = only(say('Please call me back'), 'interaction_required').data.data;
    const events = client.send(submit(sessionId, card.interactionId, { declined: true }));
    expect(replyTo(events)).toBe('All right, we go on without your details.');
  });
});

describe('where no card can be shown, it asks', () => {
  const ask = 'Please tell me your name, email and phone.';

  it.each<[said: string, values: object]>([
    ['Alice Liddell, alice@example.com', { name: 'Alice Liddell', email: 'alice@example.com' }],
    ['I am Alice: alice@example.com', { name: 'Alice', email: 'alice@example.com' }],
    [
      'My name is alice, alice12345678@example.com or +49 30 123456',
      { name: 'alice', email: 'alice12345678@example.com', phone: '+4930123456' },
    ],
    [
      '(555) 123-4567, Alice, alice@example.com',
      { name: 'Alice', email: 'alice@example.com', phone: '+15551234567' },
    ],
  ])('and reads the answer: %s', (said, values) => {
    const { say } = talk();
    expect(replyTo(say('Please get back to me'))).toBe(ask);
    const events = say(said);
    expect(JSON.parse(resultIn(events).result)).toEqual({ status: 'submitted', values });
    expect(replyTo(events)).toContain('I have noted your name');
  });

  it('says what is wrong, and takes the answers together', () => {
    const { say } = talk();
    say('Please get back to me');
    expect(replyTo(say('alice@example'))).toBe(
      'That does not do yet: name is required; email must be a valid email address. Please tell me your details again.',
    );
    expect(replyTo(say('Alice'))).toContain('email must be a valid email address');
    expect(replyTo(say('alice@example.com'))).toBe(
      'Thank you, Alice. I have noted your name and email.',
    );
    expect(replyTo(say('How fast is expedited shipping?'))).toContain('2 business days');
  });

  it.each([['É'], ["A'"], ['a@'], ['1 '], [' '], ['I am '], ['A '], ['x'], ['no '], ['\n']])(
    'and is not held up by ten thousand characters of %j',
    (piece) => {
      const { say } = talk();
      say('Please get back to me');
      const text = `${piece.repeat(9_000 / piece.length)}.1`;
      expect(labelsOf(say(text)).at(-1)).toBe('eventual_response');
    },
  );

  it('takes no for an answer', () => {
    const { say } = talk();
    say('Please get back to me');
    expect(replyTo(say('No, never mind'))).toBe('All right, we go on without your details.');
  });

  it('and answers a question in between', () => {
    const { say } = talk();
    say('Please get back to me');
    expect(replyTo(say('How long does shipping take?'))).toContain('5-7 business days');
  });
});
