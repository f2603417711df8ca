import { of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer, type ChatModel, type RunningServer } from 'smooth-operator-rx/server';
import { runCli, startCli, type FakeIoOptions } from '../fakeIo';

const PERSON: FakeIoOptions = { tty: ['stdin', 'stdout', 'stderr'], env: { NO_COLOR: '1' } };

let server: RunningServer | undefined;

afterEach(() => server?.close());

/** A server whose agent shows this card, and then repeats what came of it. */
async function showing(kind: string, card: Record<string, unknown>): Promise<string> {
  const model: ChatModel = {
    name: 'asking',
    complete: ({ messages }) => {
      const { role, content = '' } = messages.at(-1) ?? {};
      return role === 'tool'
        ? of({ kind: 'token', text: content })
        : of({ kind: 'toolCall', id: 'c1', name: `request_${kind}`, arguments: card });
    },
  };
  server = await startServer({ port: 0, model });
  return server.url;
}

const CONTACT = {
  fields: ['email', { key: 'phone', required: false }],
  reason: 'to call you back',
};
const PARCEL = {
  reason: 'to send it',
  questions: [
    {
      header: 'Shipping',
      question: 'How fast?',
      options: [{ label: 'Standard' }, { label: 'Express', description: 'two days' }],
    },
    { header: 'Extras', question: 'Anything else?', options: ['Gift', 'Note'], multiSelect: true },
  ],
};

describe('a form in chat', () => {
  it('is asked for line by line, and again where something is wrong', async () => {
    const url = await showing('identity_intake', CONTACT);
    const { code, stdout } = await runCli(['chat', url], 'Hi\nalice\n\nalice@Example.com\n');
    expect(code).toBe(0);
    const asked = stdout.split('\n').filter((line) => /^ {2}(?:to|email|phone)\b/.test(line));
    expect(asked).toEqual([
      '  to call you back (leave all empty to decline)',
      '  email: alice',
      '  phone (optional): ',
      '  email: must be a valid email address',
      '  email: alice@Example.com',
    ]);
    expect(stdout).toContain(
      'smooth-agent> {"status":"submitted","values":{"email":"alice@example.com"}}\n',
    );
  });

  it.each([
    ['left empty', 'Hi\n\n\n'],
    ['at which the input ends', 'Hi\n'],
  ])('%s is declined', async (_, input) => {
    const url = await showing('identity_intake', CONTACT);
    const { code, stdout } = await runCli(['chat', url], input);
    expect(code).toBe(0);
    expect(stdout).toContain('smooth-agent> {"status":"declined"');
  });

  it('can be left with /cancel, which stops the turn', async () => {
    const url = await showing('identity_intake', CONTACT);
    const cli = startCli(['chat', url], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write('Hi\r');
    await cli.out.seen('email: ');
    cli.stdin.write('/cancel\r');
    await cli.out.seen(/\(stopped\)[^]*you> /);
    cli.stdin.write('/cancel\r');
    await cli.out.seen('No answer is being written.');
    cli.stdin.write('/quit\r');
    expect(await cli.exit).toBe(0);
    expect(cli.out.text).not.toContain('smooth-agent>');
  });
});

describe('a choice in chat', () => {
  it.each([
    [
      'by numbers',
      '2\n1, 2\n',
      '[{"header":"Shipping","options":["Express"]},{"header":"Extras","options":["Gift","Note"]}]',
    ],
    [
      'by its words',
      'standard\nnote\n',
      '[{"header":"Shipping","options":["Standard"]},{"header":"Extras","options":["Note"]}]',
    ],
    [
      'in words of one’s own',
      'by bike\n3 ribbons\n',
      '[{"header":"Shipping","options":[],"other":"by bike"},{"header":"Extras","options":[],"other":"3 ribbons"}]',
    ],
  ])('is made %s', async (_, lines, answers) => {
    const url = await showing('choices', PARCEL);
    const { stdout } = await runCli(['chat', url], `Hi\n${lines}`);
    expect(stdout).toContain('  How fast?\n    1 Standard\n    2 Express: two days\n');
    expect(stdout).toContain('  a number, or your own words: ');
    expect(stdout).toContain('  numbers, or your own words: ');
    expect(stdout).toContain(`{"status":"submitted","values":{"answers":${answers}}}`);
  });

  it('that was not made is asked for again', async () => {
    const url = await showing('choices', PARCEL);
    const { stdout } = await runCli(['chat', url], 'Hi\n2\n\n1\n');
    expect(stdout.match(/a number, or your own words/g)).toHaveLength(1);
    expect(stdout.match(/ numbers, or your own words/g)).toHaveLength(2);
    expect(stdout).toMatch(/ {2}Extras: /);
    expect(stdout).toContain('smooth-agent> {"status":"submitted"');
  });
});
