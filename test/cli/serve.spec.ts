import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, reply } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { startServer, type RunningServer } from 'smooth-operator-rx/server';
import { runCli, startCli, type FakeIoOptions } from './fakeIo';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Serves, asks the server one thing, stops it, and tells what it wrote. */
async function ask(message: string, argv: readonly string[], options?: FakeIoOptions) {
  const cli = startCli(['serve', '--port', '0', ...argv], options);
  await cli.out.seen('\n');
  const url = cli.out.text.trim();
  const client = createClient({ url, socket: nodeSocket(), linger: 0 });
  const session = client.session({ agentId: '00000000-0000-4000-8000-0000000000a9' });
  const { text, citations = [] } = await firstValueFrom(session.turn(message).pipe(reply()));
  client.close();
  cli.signals$.next('SIGTERM');
  return { code: await cli.exit, url, text, citations, stderr: cli.err.text, stdout: cli.out.text };
}

describe('serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('prints its URL, and stops on %s', async (signal) => {
    const cli = startCli(['serve', '--port', '0']);
    await cli.out.seen('\n');
    expect(cli.out.text).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/ws\n$/);
    expect(cli.err.text).toBe(
      'No model is chosen (--model): the embedded extractive model answers.\n',
    );

    cli.signals$.next(signal);
    expect(await cli.exit).toBe(0);
    expect(cli.signals$.observed).toBe(false);
    expect((await runCli(['send', 'Hi', '--url', cli.out.text.trim()])).code).toBe(3);
  });

  it('answers from the documents it is seeded with', async () => {
    const { code, text, citations } = await ask('How long do I have to return an order?', []);
    expect(code).toBe(0);
    expect(text).toContain('17');
    expect(citations[0]?.title).toBe('policies/returns.md');
  });

  it.each([
    ['--no-seed', ['--no-seed'], {}],
    ['SMOOTH_AGENT_SEED_KB=0', [], { SMOOTH_AGENT_SEED_KB: '0' }],
  ])('knows nothing with %s', async (_, argv, env) => {
    const { citations } = await ask('How long do I have to return an order?', argv, { env });
    expect(citations).toEqual([]);
  });

  it('logs what it does with --verbose, but no word of the conversation', async () => {
    const { stderr, url } = await ask('A private matter', ['--verbose']);
    const entries = stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { kind: string; time: string });
    expect(entries.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['listening', 'connected', 'turn', 'disconnected', 'closed']),
    );
    expect(entries[0]).toMatchObject({ kind: 'listening', url });
    for (const { time } of entries) expect(time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(stderr).not.toContain('private');
  });

  it('plays a script', async () => {
    const script = join(folder, 'script.json');
    writeFileSync(script, JSON.stringify([{ kind: 'text', text: 'As scripted.' }]));
    const { text, stderr } = await ask('Hi', ['--script', script]);
    expect(text).toBe('As scripted.');
    expect(stderr).not.toContain('extractive');
  });

  it('takes its settings from the environment, and flags before them', async () => {
    const cli = startCli(['serve', '--port', '0'], {
      env: {
        SMOOTH_AGENT_PORT: '1',
        SMOOTH_AGENT_BIND: 'localhost',
        SMOOTH_AGENT_MODEL: 'extractive',
      },
    });
    await cli.out.seen('\n');
    expect(cli.out.text).toMatch(/^ws:\/\/localhost:\d+\/ws\n$/);
    cli.signals$.next('SIGINT');
    expect(await cli.exit).toBe(0);
  });

  it.each([
    ['SMOOTH_AGENT_CONFIRM_TOOLS', [], { SMOOTH_AGENT_CONFIRM_TOOLS: 'other, another' }],
    ['--confirm', ['--confirm', 'other', 'another'], {}],
  ])('asks before running the tools that %s names, and no others', async (_, argv, env) => {
    // The client answers no prompt: with the default this turn would wait for an approval.
    const { text } = await ask('Please refund order 1234, $25.50', argv, { env });
    expect(text).toContain('25.50');
  });
});

describe('serve refuses', () => {
  let taken: RunningServer;

  beforeAll(async () => {
    taken = await startServer({ port: 0 });
  });
  afterAll(() => taken.close());

  it('a port that is in use, with exit code 1', async () => {
    const { code, stdout, stderr } = await runCli(['serve', '--port', String(taken.port)]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^smooth-operator: Cannot listen on .*another program listens there.*\n$/,
    );
  });

  it.each([
    [
      'a script beside another model',
      ['--script', 'a', '--model', 'extractive'],
      {},
      '--script is for the scripted model, and --model is',
    ],
    ['a script that is missing', ['--script', '/nowhere.json'], {}, 'Cannot read the script'],
    ['the scripted model without a script', ['--model', 'scripted'], {}, 'needs its script'],
    ['a bad port in the environment', [], { SMOOTH_AGENT_PORT: 'x' }, "SMOOTH_AGENT_PORT is 'x'"],
  ])('%s, with exit code 2', async (_, argv, env, complaint) => {
    const { code, stdout, stderr } = await runCli(['serve', ...argv], '', { env });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(complaint);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['that is no list', '{}'],
    ['with an unknown kind', '[{"kind":"song","text":"la"}]'],
    ['with a call without a name', '[{"kind":"toolCall","arguments":{}}]'],
    ['with arguments that are no object', '[{"kind":"toolCall","name":"x","arguments":[]}]'],
    ['that is no JSON', '['],
  ])('a script %s', async (_, content) => {
    const script = join(folder, 'bad.json');
    writeFileSync(script, content);
    const { code, stderr } = await runCli(['serve', '--script', script]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^smooth-operator: .*bad\.json.*\n$/);
  });
});
