import { describe, expect, it } from 'vitest';
import { extractiveModel } from '../../../src/server/models/extractive/extractiveModel';
import { replyOf, turn } from './kit';

const base64 = (text: string, type = 'text/plain') =>
  `data:${type};base64,${Buffer.from(text).toString('base64')}`;

/** What the model that needs no key answers to a message with a file. */
function answer(file: object, message = 'When does the museum open?') {
  const { events } = turn({ model: extractiveModel() }, message, { files: [file] });
  return replyOf(events).text;
}

const text = 'The museum opens at 9.\n\nIt costs 12 dollars.';
const found = 'The museum opens at 9.';

describe('a text file that comes with a message', () => {
  it.each<[string, object]>([
    ['in Base64', { name: 'a.txt', url: base64(text) }],
    ['as it is', { name: 'a.txt', url: `data:text/plain,${encodeURIComponent(text)}` }],
    ['with a character set', { name: 'a.txt', url: base64(text, 'text/plain;charset=utf-8') }],
    [
      'whose type the message tells',
      { name: 'a', mimeType: 'text/markdown', url: base64(text, '') },
    ],
    [
      'whose name tells what it is',
      { name: 'a.md', url: base64(text, 'application/octet-stream') },
    ],
    ['as JSON', { name: 'a', url: base64(text, 'application/json') }],
  ])('%s is answered from', (_title, file) => {
    expect(answer(file)).toBe(found);
  });

  it('comes before what the server knows, which is there still', () => {
    const file = { name: 'a.txt', url: base64('Items can be returned within 3 days.') };
    expect(answer(file, 'Within how many days can items be returned?')).toBe(
      'Items can be returned within 3 days.',
    );
    expect(answer(file, 'How long does expedited shipping take?')).toContain('2 business days');
  });

  it('is not remembered in the next turn', () => {
    const file = { name: 'a.txt', url: base64(text) };
    const { client, sessionId } = turn({ model: extractiveModel() }, 'When does the museum open?', {
      files: [file],
    });
    const events = client.send({
      action: 'send_message',
      sessionId,
      message: 'When does the museum open?',
    });
    expect(replyOf(events).text).not.toBe(found);
  });

  it.each<[string, object]>([
    ['is elsewhere', { name: 'a.txt', url: 'https://example.com/a.txt' }],
    ['is on the disk of the server', { name: 'a.txt', url: 'file:///etc/passwd' }],
    ['is no text', { name: 'a.png', url: base64(text, 'image/png') }],
    ['is said to be text and is not', { name: 'a.txt', url: base64(`\0${text}`) }],
    ['has no data', { name: 'a.txt', url: 'data:text/plain' }],
    ['is empty', { name: 'a.txt', url: 'data:,' }],
    ['is badly encoded', { name: 'a.txt', url: `data:text/plain,%E0%A4%A${text}` }],
    ['has a head without end', { name: 'a.txt', url: `data:${';a'.repeat(100_000)},${text}` }],
    ['is a file in name alone', { name: 'a.txt', url: '' }],
  ])('that %s is passed over', (_title, file) => {
    expect(answer(file)).not.toContain(found);
  });

  it('is read from its beginning, as far as 50,000 characters', () => {
    const filler = 'Nothing is said here of anything. '.repeat(1600);
    expect(answer({ name: 'a.txt', url: base64(`${text}\n\n${filler}`) })).toBe(found);
    expect(answer({ name: 'a.txt', url: base64(`${filler}\n\n${text}`) })).not.toContain(found);
  });
});
