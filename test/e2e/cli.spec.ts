import { describe, expect, it } from 'vitest';
import { startServer } from 'smooth-operator-rx/server';
import manifest from '../../package.json';
import { runNode } from './child';

const CLI = manifest.bin['smooth-operator'];

describe('the smooth-operator command', () => {
  it('tells its version', async () => {
    expect(await runNode([CLI, '--version'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  it('gives its exit code to the shell', async () => {
    const { code, stderr } = await runNode([CLI, 'send', 'Hi', '--url', 'ws://127.0.0.1:1/ws']);
    expect(code).toBe(3);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves until %s, and exits by itself',
    async (signal) => {
      const { code, stdout } = await runNode(['--trace-exit', CLI, 'serve', '--port', '0'], {
        onOutput: (_, child) => child.kill(signal),
      });
      expect(stdout).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/ws\n$/);
      expect(code).toBe(0);
    },
  );

  it('chats over a pipe, and exits by itself at its end', async () => {
    const { code, stdout, stderr } = await runNode(['--trace-exit', CLI, 'chat', '--local'], {
      stdin: 'Please refund order 1234, $25.50\ny\n',
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('smooth-agent> Refunded 25.50 for order 1234.');
  });

  it('is silent when nobody reads on', async () => {
    const server = await startServer({ port: 0 });
    const { code, stderr } = await runNode([CLI, 'chat', server.url], {
      stdin: 'Hello\n'.repeat(500),
      onOutput: (_, child) => child.stdout?.destroy(),
    });
    await server.close();
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
