import { beforeAll, describe, expect, it } from 'vitest';
import { runNode, type Ended } from './child';

describe('npm run demo', () => {
  let demo: Ended;

  beforeAll(async () => {
    // --trace-exit tells of a process that was ended instead of ending by itself.
    demo = await runNode(['--trace-exit', 'dist/demo.js']);
  });

  it('ends by itself, with exit code 0 and nothing on stderr', () => {
    expect(demo.stderr).toBe('');
    expect(demo.code).toBe(0);
  });

  it('answers from the returns policy with its 17 days, and cites it', () => {
    expect(demo.stdout).toMatch(/you> How long do I have to return an item\?\nagent> .*17 days/);
    expect(demo.stdout).toMatch(/\[1\] policies\/returns\.md\n +.*17 days/);
  });

  it('remembers the first turn in the second', () => {
    expect(demo.stdout).toMatch(
      /you> And what was my question again\?\nagent> .*How long do I have to return an item\?/,
    );
  });

  it('stops for approval, and goes on in the same turn', () => {
    const [, turn = ''] = demo.stdout.split('you> Please refund order 1234, $25.50\n');
    expect(turn).toContain('tool issue_refund {');
    expect(turn).toContain('approve? Refund 25.50 for order 1234 [y/n] y (nobody to ask here');
    expect(turn).toContain('done issue_refund: ');
    expect(turn).toContain('agent> Refunded 25.50 for order 1234.');
  });

  it('draws each turn on one time axis, in at most 80 columns', () => {
    const lines = demo.stdout.split('\n').filter((line) => / {2}\d+\.\d\d s$/.test(line));
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(80);
      expect(line).toMatch(/^ {2}[-atcwr()]+\(E\|\) {2}\d+\.\d\d s$/);
    }
    // The answers are streamed: their tokens lie apart. The approval lies before its result.
    expect(lines[0]?.match(/t/g)?.length).toBeGreaterThan(5);
    expect(lines[2]).toMatch(/w.*-{5,}.*r.*t.*\(E\|\)/);
  });

  it('ends with what was seen, and what to try next', () => {
    const [seen = '', next = ''] = demo.stdout.trimEnd().split('\n').slice(-2);
    expect(seen).toBe(
      'One session, three turns: cited its source, remembered, refunded once approved.',
    );
    expect(next).toMatch(/^Next: npx smooth-operator /);
  });
});
