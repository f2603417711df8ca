import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marbleLine } from '../../src/cli/marbleLine';

const at = (time: number, mark: string) => ({ at: time, mark });

describe('marbleLine', () => {
  it('puts each mark where it came, in proportion', () => {
    const marks = [at(0, 'a'), at(50, 't'), at(75, 't')];
    const line = marbleLine(marks, { at: 100, text: '|' }, 41);
    expect(line).toBe('a-------------------t---------t---------|');
  });

  it('counts the room that the ending takes', () => {
    const line = marbleLine([at(0, 'a')], { at: 100, text: '(E|)' }, 20);
    expect(line).toBe('a---------------(E|)');
  });

  it('draws equal marks of one column once, and different ones as a group', () => {
    const marks = [at(0, 'a'), at(0, 'w'), at(0, 'c'), at(50, 't'), at(50.1, 't')];
    expect(marbleLine(marks, { at: 100, text: '(E|)' }, 24)).toBe('(awc)-----t---------(E|)');
  });

  it('pushes what comes right after a group', () => {
    const marks = [at(0, 'a'), at(0, 'b'), at(1, 'c')];
    expect(marbleLine(marks, { at: 10, text: '|' }, 11)).toBe('(ab)c-----|');
  });

  it('draws what took no time', () => {
    expect(marbleLine([at(0, 'a')], { at: 0, text: '(E|)' }, 40)).toBe('a(E|)');
    expect(marbleLine([], { at: 0, text: '#' }, 40)).toBe('#');
  });

  it('keeps every kind of mark, in order, within the width, whatever the times', () => {
    const times = fc.array(fc.tuple(fc.nat(10_000), fc.constantFrom('a', 't', 'c', 'r')), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(times, (given) => {
        const marks = given
          .map(([time, mark]) => at(time, mark))
          .sort((one, other) => one.at - other.at);
        const line = marbleLine(marks, { at: 10_000, text: '(E|)' }, 60);
        expect(line.length).toBeLessThanOrEqual(60);
        expect(line.endsWith('(E|)')).toBe(true);
        expect(new Set(line.replace(/[-()E|]/g, ''))).toEqual(new Set(marks.map((m) => m.mark)));
        const first = marks[0];
        if (first) expect(line.replace(/[-(]/g, '')[0]).toBe(first.mark);
      }),
      { numRuns: 200 },
    );
  });
});
