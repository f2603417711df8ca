import { EMPTY, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { FRAME_MAX_BYTES } from '../../../src/protocol';
import { extractiveModel } from '../../../src/server/models/extractive/extractiveModel';
import { scriptedModel } from '../../../src/server/models/scripted';
import { sendFile, type OfferedFile } from '../../../src/server/tools/sendFile';
import { replyOf, turn } from '../answer/kit';
import { callsThenTells, connect, labelsOf, logged, open, say, service, tool } from '../kit';

const terms: OfferedFile = { name: 'terms.md', content: '# Terms' };
const logo: OfferedFile = { name: 'logo', mimeType: 'image/png', content: Uint8Array.of(1, 2, 3) };

function sending(files: readonly OfferedFile[], args: Record<string, unknown>) {
  return replyOf(
    turn({ model: callsThenTells('send_file', args), tools: [sendFile(files)] }).events,
  );
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('send_file', () => {
  it('hands files to the user with the reply', () => {
    expect(sending([terms, logo], { names: ['terms.md', 'logo'] })).toMatchObject({
      text: 'Sent terms.md and logo.',
      directive: {
        type: 'send_file',
        files: [
          {
            name: 'terms.md',
            mimeType: 'text/markdown',
            url: `data:text/markdown;base64,${base64('# Terms')}`,
          },
          { name: 'logo', mimeType: 'image/png', url: 'data:image/png;base64,AQID' },
        ],
      },
    });
  });

  it.each<[string, OfferedFile['content']]>([
    ['a text', 'ahoy'],
    ['bytes', Buffer.from('ahoy')],
    ['a function that gives a text', () => 'ahoy'],
    ['a function that gives an Observable, whose last value counts', () => of('draft', 'ahoy')],
  ])('takes what is in a file from %s', (_title, content) => {
    const { directive } = sending([{ name: 'a.txt', content }], { names: ['a.txt'] });
    expect(directive).toMatchObject({
      files: [{ url: `data:text/plain;base64,${base64('ahoy')}` }],
    });
  });

  it('takes it from a Promise, too', async () => {
    const log = logged();
    const on = service({
      model: callsThenTells('send_file', { names: ['a.txt'] }),
      tools: [sendFile([{ name: 'a.txt', content: () => Promise.resolve('ahoy') }])],
      onLog: log.onLog,
    });
    const client = connect(on);
    client.send(say(open(client).sessionId));
    await log.until('turn');
    expect(replyOf(client.events).directive).toMatchObject({ files: [{ name: 'a.txt' }] });
  });

  it('makes a file anew each time, and once a call', () => {
    let made = 0;
    const file = { name: 'a.txt', content: () => `${++made}` };
    const tools = [sendFile([file])];
    const model = callsThenTells('send_file', { names: ['a.txt', 'a.txt'] });
    const { client, sessionId, events } = turn({ model, tools });
    expect(replyOf(events).directive).toMatchObject({
      files: [{ url: `data:text/plain;base64,${base64('1')}` }],
    });
    const again = client.send(say(sessionId));
    expect(replyOf(again).directive).toMatchObject({
      files: [{ url: `data:text/plain;base64,${base64('2')}` }],
    });
  });

  it('names a kind nobody knows as bytes', () => {
    const { directive } = sending([{ name: 'a.unheard-of', content: '' }], {
      names: ['a.unheard-of'],
    });
    expect(directive).toMatchObject({ files: [{ mimeType: 'application/octet-stream' }] });
  });

  it('counts as it was last called in a turn', () => {
    const call = (name: string) =>
      ({ kind: 'toolCall', name: 'send_file', arguments: { names: [name] } }) as const;
    const model = scriptedModel([call('terms.md'), call('logo'), { kind: 'text', text: 'Here.' }]);
    const { directive } = replyOf(turn({ model, tools: [sendFile([terms, logo])] }).events);
    expect(directive).toMatchObject({ files: [{ name: 'logo' }] });
  });

  it('leaves the reply without a directive when nothing was sent [REPLY-3]', () => {
    const { events } = turn({
      model: scriptedModel([{ kind: 'text', text: 'No.' }]),
      tools: [sendFile([terms])],
    });
    expect(replyOf(events)).not.toHaveProperty('directive');
  });

  it.each([
    [{}],
    [{ names: [] }],
    [{ names: null }],
    [{ names: 7 }],
    [{ names: [7] }],
    [{ names: ['terms.md', {}] }],
    [{ name: 'terms.md' }],
  ])('refuses %j to the model', (args) => {
    const reply = sending([terms], args);
    expect(reply.text).toBe('Error: names must be a list of names of files');
    expect(reply).not.toHaveProperty('directive');
  });

  it.each(['secret.md', '../terms.md', '/etc/passwd', 'constructor', ''])(
    'has no file %j',
    (name) => {
      const reply = sending([terms], { names: ['terms.md', name] });
      expect(reply.text).toBe('Error: there is no such file; there are terms.md');
      expect(reply).not.toHaveProperty('directive');
    },
  );

  it.each<[string, OfferedFile['content'], string]>([
    ['fails', () => throwError(() => new Error('disk is gone')), 'disk is gone'],
    ['is never there', () => EMPTY, 'the file has no content'],
    [
      'throws',
      () => {
        throw new Error('disk is gone');
      },
      'disk is gone',
    ],
  ])('tells the model of a file that %s', (_title, content, why) => {
    const reply = sending([terms, { name: 'a', content }], { names: ['terms.md', 'a'] });
    expect(reply.text).toBe(`Error: ${why}`);
    expect(reply).not.toHaveProperty('directive');
  });

  it('is given up with its turn', () => {
    const { client, events } = turn({
      model: callsThenTells('send_file', { names: ['a'] }),
      tools: [sendFile([{ name: 'a', content: () => NEVER }])],
    });
    expect(labelsOf(events)).toEqual(['accepted', 'toolCall']);
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
  });

  it('can be asked of the model that needs no key', () => {
    const tools = [sendFile([terms, { name: 'prices.csv', content: 'a,b' }])];
    const { events } = turn(
      { model: extractiveModel(), tools },
      'Please send me the file prices.csv.',
    );
    expect(replyOf(events)).toMatchObject({
      text: 'Sent prices.csv.',
      directive: { files: [{ name: 'prices.csv', mimeType: 'text/csv' }] },
    });
  });
});

describe('the size of what is sent with a reply', () => {
  const bytesOf = (event: unknown) => Buffer.byteLength(JSON.stringify(event));
  const file = (bytes: number) => [{ name: 'a.bin', content: new Uint8Array(bytes) }];

  it('stays below a frame: what is larger is refused to the model [FRAME-9]', () => {
    const largest = Math.floor(((FRAME_MAX_BYTES - 131_072 - 2048) / 4) * 3);
    const fits = turn({
      model: callsThenTells('send_file', { names: ['a.bin'] }),
      tools: [sendFile(file(largest))],
    });
    expect(replyOf(fits.events)).toHaveProperty('directive');
    expect(bytesOf(fits.events.at(-1))).toBeLessThan(FRAME_MAX_BYTES);
    const reply = sending(file(largest + 3), { names: ['a.bin'] });
    expect(reply.text).toBe(
      `Error: a.bin: ${largest + 3} bytes are too many to be sent with a reply`,
    );
    expect(reply).not.toHaveProperty('directive');
  });

  it('counts several files together', () => {
    const half = { content: new Uint8Array(400_000) };
    const files = [
      { name: 'a', ...half },
      { name: 'b', ...half },
    ];
    expect(sending(files, { names: ['a'] })).toHaveProperty('directive');
    expect(sending(files, { names: ['a', 'b'] }).text).toContain('Error: a and b: 800000 bytes');
  });

  it('is watched for every tool that has a directive', () => {
    const directing = (directive: Record<string, unknown>) => {
      const run = tool('a', (_args, context) => {
        context.direct(directive);
        return 'ok';
      });
      return replyOf(turn({ model: callsThenTells('a'), tools: [run] }).events);
    };
    expect(directing({ type: 'anything' })).toMatchObject({
      text: 'ok',
      directive: { type: 'anything' },
    });
    const large = directing({ type: 'anything', text: 'é'.repeat(500_000) });
    expect(large.text).toMatch(
      /^Error: the directive has 1000\d+ bytes, and a reply has room for 917504/,
    );
    expect(large).not.toHaveProperty('directive');
    const circular: Record<string, unknown> = {};
    circular['a'] = circular;
    expect(directing(circular).text).toMatch(/^Error: /);
  });
});
