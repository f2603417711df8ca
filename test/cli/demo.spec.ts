import { describe, expect, it } from 'vitest';
import { startCli } from './fakeIo';

describe('demo on a terminal', () => {
  it('asks before the refund, and refunds nothing after a no', async () => {
    const cli = startCli(['demo'], {
      tty: ['stdin', 'stdout'],
      env: { NO_COLOR: '1' },
    });
    await cli.out.seen('approve? Refund 25.50 for order 1234 [y/n] ');
    // What happens meanwhile is told above the question, which stays the last line.
    await cli.out.seen(/tool issue_refund[^]*\[y\/n\] /);
    cli.stdin.write('n\r');
    expect(await cli.exit).toBe(0);
    expect(cli.err.text).toBe('');
    expect(cli.out.text).toContain('denied: nothing was refunded.');
    expect(cli.out.text).not.toContain('Refunded');
  });

  it('can be stopped', async () => {
    const cli = startCli(['demo']);
    await cli.out.seen('agent> ');
    cli.signals$.next('SIGINT');
    expect(await cli.exit).toBe(130);
    expect(cli.signals$.observed).toBe(false);
  });
});
