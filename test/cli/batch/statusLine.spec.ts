import { describe, expect, it } from 'vitest';
import { statusLineOf } from '../../../src/cli/batch/statusLine';
import { fakeIo, type FakeIoOptions } from '../fakeIo';

function statusLine(options: FakeIoOptions) {
  const { io, err } = fakeIo(options);
  return { status: statusLineOf(io), err };
}

describe('the status line', () => {
  it('is drawn over on a terminal, moved below what is said, and taken away', () => {
    const { status, err } = statusLine({ tty: ['stderr'] });
    status.say('before');
    status.draw('1/2');
    status.draw('2/2');
    status.say('hello');
    status.clear();
    status.clear();
    status.say('after');
    expect(err.text).toBe(
      'before\n' + '\r\x1b[K1/2' + '\r\x1b[K2/2' + '\r\x1b[Khello\n2/2' + '\r\x1b[K' + 'after\n',
    );
    expect(status.width()).toBe(80);
  });

  it.each<[string, FakeIoOptions]>([
    ['in a pipe', {}],
    ['on a terminal that can only write on', { tty: ['stderr'], env: { TERM: 'dumb' } }],
  ])('is a line like others %s', (_, options) => {
    const { status, err } = statusLine(options);
    status.draw('1/2');
    status.say('hello');
    status.draw('2/2');
    status.clear();
    expect(err.text).toBe('1/2\nhello\n2/2\n');
    expect(status.width()).toBeUndefined();
  });
});
