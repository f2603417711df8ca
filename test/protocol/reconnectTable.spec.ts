import { describe, expect, it } from 'vitest';
import { classifyCause } from '../../src/socket/classify';
import { readSpec } from './catalogue';

/** The rows of the table of causes: what happened, and what then. */
const rows = Array.from(
  readSpec('PROTOCOL.md').matchAll(/^\| (.+?) +\| .*? \| (retry|stop|stop, unauthorized) +\|$/gm),
  ([, cause = '', verdict = '']) => ({ cause, verdict: verdict.replace('stop, ', '') }),
);

const numbersIn = (text: string) => Array.from(text.matchAll(/\d+/g), Number);

describe('[STATE-7] the table of causes', () => {
  const closes = rows.filter(({ cause }) => cause.startsWith('close '));
  const handshakes = rows.filter(({ cause }) => cause.startsWith('handshake failed'));

  it('was found', () => {
    expect(rows).toHaveLength(19);
    expect(closes.flatMap(({ cause }) => numbersIn(cause))).toEqual(
      expect.arrayContaining([
        1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 4401, 4403, 4429,
      ]),
    );
  });

  it.each(closes)('after $cause says $verdict', ({ cause, verdict }) => {
    for (const code of numbersIn(cause)) {
      expect(classifyCause({ kind: 'closed', code, reason: '' })).toBe(verdict);
    }
  });

  it.each(handshakes)('after $cause says $verdict', ({ cause, verdict }) => {
    const statuses = numbersIn(cause);
    for (const status of statuses.length > 0 ? statuses : [undefined, 429, 500, 503]) {
      const given = status === undefined ? {} : { status };
      expect(classifyCause({ kind: 'handshake', message: '', ...given })).toBe(verdict);
    }
  });

  it.each([
    ['any other close', { kind: 'closed', code: 3999, reason: '' }],
    ['no answer to a ping', { kind: 'heartbeat', afterMs: 1 }],
    ['not open in time', { kind: 'connect_timeout', afterMs: 1 }],
    ['no token', { kind: 'token', message: '' }],
    ['no socket', { kind: 'unusable', message: '' }],
  ] as const)('is right about %s', (name, given) => {
    expect(classifyCause(given)).toBe(rows.find(({ cause }) => cause === name)?.verdict);
  });
});
