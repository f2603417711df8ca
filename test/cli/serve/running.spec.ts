import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, startCli } from '../fakeIo';
import { configFile, folder } from './configured';

const REFUND = 'Please refund order 1234, $25.50';

/** A server that serves, and its URL. */
async function serving(argv: readonly string[] = [], env = {}) {
  const cli = startCli(['serve', '--port', '0', ...argv], { env });
  await cli.out.seen('\n');
  const stop = async () => {
    cli.signals$.next('SIGTERM');
    return cli.exit;
  };
  return { ...cli, url: cli.out.text.trim(), stop };
}

describe('serve stops', () => {
  it('once the turns that run have ended', async () => {
    const server = await serving(['--token-delay', '20']);
    const chat = startCli(['send', 'How long do I have to return an order?', '--url', server.url], {
      tty: ['stdout'],
    });
    await chat.out.seen(/\w+ \w+/);
    server.signals$.next('SIGTERM');
    expect(await chat.exit).toBe(0);
    expect(chat.out.text).toContain('17');
    expect(await server.exit).toBe(0);
    expect(server.err.text).toContain(
      'Stopping, once no turn runs; a second signal stops at once.\n',
    );
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('at once on a second signal, %s', async (second) => {
    const server = await serving(['--token-delay', '60000']);
    const chat = startCli(['send', 'Hello', '--url', server.url], { tty: ['stdout'] });
    await chat.out.seen('Hello');
    server.signals$.next('SIGTERM');
    server.signals$.next(second);
    expect(await server.exit).toBe(0);
    expect(server.signals$.observed).toBe(false);
    expect(await chat.exit).toBe(3);
  });

  it('at once when the time for running turns is over', async () => {
    const file = configFile('drainTimeout: 50');
    const server = await serving(['--token-delay', '60000', '--config', file]);
    const chat = startCli(['send', 'Hello', '--url', server.url], { tty: ['stdout'] });
    await chat.out.seen('Hello');
    expect(await server.stop()).toBe(0);
    expect(await chat.exit).toBe(3);
  });
});

describe('serve and chat', () => {
  it('verify a user by the one-time code that the server prints', async () => {
    const server = await serving(['--auth-tools', 'refund', '--confirm', 'nothing']);
    const chat = startCli(['chat', server.url, '--email', 'alice@example.com'], {
      tty: ['stdin', 'stdout', 'stderr'],
      env: { NO_COLOR: '1' },
    });
    await chat.out.seen('you> ');
    chat.stdin.write(`${REFUND}\r`);
    await chat.out.seen(/code sent to \S+: /);
    const [, code = ''] =
      /^One-time code (\d{6}), by email to alice@example\.com\.$/m.exec(server.err.text) ?? [];
    chat.stdin.write(`${code === '000000' ? '111111' : '000000'}\r`);
    await chat.out.seen(/code sent to [^]*code sent to \S+: /);
    chat.stdin.write(`${code}\r`);
    await chat.out.seen('Refunded 25.50 for order 1234');
    chat.stdin.write('/quit\r');
    expect(await chat.exit).toBe(0);
    expect(await server.stop()).toBe(0);
    expect(chat.out.text + chat.err.text).not.toContain('alice@example.com');
  });

  it('offer no code where there is none to be had', async () => {
    const file = configFile('authTools: [refund]\notp: none');
    const server = await serving(['--config', file]);
    const argv = ['chat', server.url, '--email', 'alice@example.com'];
    const { stdout } = await runCli(argv, `${REFUND}\n`);
    expect(stdout).toContain('not done issue_refund: Error: issue_refund needs a verified user');
    expect(stdout).not.toContain('code sent');
    expect(await server.stop()).toBe(0);
    expect(server.err.text).not.toContain('One-time code');
  });

  it('use the skills of the folders that are configured, and no others', async () => {
    const root = folder();
    mkdirSync(join(root, 'refunds'));
    writeFileSync(join(root, 'refunds', 'SKILL.md'), 'Be generous.');
    const server = await serving([], { SMOOTH_SKILLS_DIR: `/nowhere:${root}` });
    const send = (skill: string) => runCli(['send', 'Hi', '--skill', skill, '--url', server.url]);
    expect((await send('refunds')).code).toBe(0);
    expect((await send('returns')).stderr).toContain('(SKILL_NOT_FOUND)');
    expect(await server.stop()).toBe(0);
  });

  it('answer by the model that a message asks for', async () => {
    const script = configFile('[{ "kind": "text", "text": "As scripted." }]', 'script.json');
    const server = await serving(['--script', script]);
    const send = (...flags: string[]) => runCli(['send', 'Hello', '--url', server.url, ...flags]);
    expect((await send('--model', 'extractive')).stdout).toContain('Hello!');
    expect((await send()).stdout).toBe('As scripted.\n');
    expect(await server.stop()).toBe(0);
  });

  it('answer from a file that comes with the message', async () => {
    const notes = configFile('The meeting room is called Everest.', 'notes.txt');
    const server = await serving();
    const argv = ['send', 'What is the meeting room called?', '--attach', notes];
    expect((await runCli([...argv, '--url', server.url])).stdout).toContain('Everest');
    expect(await server.stop()).toBe(0);
  });

  it('keep to the limits that are configured', async () => {
    const server = await serving(['--config', configFile('limits: { messageLength: 5 }')]);
    const { code, stderr } = await runCli(['send', 'Hello there', '--url', server.url]);
    expect(code).toBe(1);
    expect(stderr).toContain('(VALIDATION_ERROR)');
    expect(await server.stop()).toBe(0);
  });
});
