import { describe, expect, it } from 'vitest';
import { matchCase } from '../../../src/smartflow/workflow/matchCase';

const MOODS = ['positive', 'negative', 'very negative'];

describe('a case is met', () => {
  it.each([
    ['positive', 'positive'],
    ['Positive.', 'positive'],
    ['  **POSITIVE**\n', 'positive'],
    ['The tone is positive, I think.', 'positive'],
    ['Very negative!', 'very negative'],
  ])('by %j, which means %s', (value, met) => {
    expect(matchCase(value, MOODS)).toBe(met);
  });

  it.each([
    ['by nothing it knows', 'indifferent'],
    ['by a part of a word', 'positively negated'],
    ['when several are in the text', 'positive or negative'],
    ['when one is in another, and both in the text', 'It is very negative'],
    ['by an empty text', ''],
    ['by punctuation alone', '...'],
  ])('not %s', (_, value) => {
    expect(matchCase(value, MOODS)).toBeUndefined();
  });

  it('by the exact text, before any other is thought of', () => {
    expect(matchCase('Yes', ['yes', 'Yes', 'YES'])).toBe('Yes');
    expect(matchCase('yEs', ['yes', 'Yes', 'YES'])).toBeUndefined();
  });

  it('in any script', () => {
    expect(matchCase('Größe: ＸＬ', ['xl', 'xs'])).toBe('xl');
    expect(matchCase('Да!', ['да', 'нет'])).toBe('да');
    expect(matchCase('cafe\u0301.', ['caf\u00e9'])).toBe('caf\u00e9');
  });

  it('by what is no word only when it is the same', () => {
    expect(matchCase('+', ['+', '-'])).toBe('+');
    expect(matchCase('+ or so', ['+', '-'])).toBeUndefined();
    expect(matchCase('', ['', 'a'])).toBe('');
  });
});
