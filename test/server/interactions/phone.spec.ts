import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phoneOf } from '../../../src/server/interactions/phone';

describe('a phone number', () => {
  it.each([
    ['+15551234567', '+15551234567'],
    ['+49 (30) 1234-567', '+49301234567'],
    [' +44.20.7946.0000 ', '+442079460000'],
    ['+12345678', '+12345678'],
    ['+123456789012345', '+123456789012345'],
    ['555 123 4567', '+15551234567'],
    ['(555) 123-4567', '+15551234567'],
    ['1-555-123-4567', '+15551234567'],
    ['0551234567', '+10551234567'],
  ])('is kept as E.164: %j', (text, kept) => {
    expect(phoneOf(text)).toBe(kept);
  });

  it.each([
    [''],
    ['+'],
    ['+1234567'],
    ['+1234567890123456'],
    ['+0123456789'],
    ['123456789'],
    ['25551234567'],
    ['155512345678'],
    ['++15551234567'],
    ['555+1234567'],
    ['555 123 456x'],
    ['call me'],
    ['1'.repeat(1_000_000)],
    ['٥٥٥١٢٣٤٥٦٧'],
  ])('is not made of %j', (text) => {
    expect(phoneOf(text)).toBeUndefined();
  });

  it('comes out as it is when it is read again, whatever the text', () => {
    const digits = fc.array(fc.nat({ max: 9 }), { minLength: 7, maxLength: 16 });
    const likely = fc
      .tuple(fc.constantFrom('', '+', '1', ' +1 '), digits, fc.constantFrom('', ' ', '-', '.'))
      .map(([start, all, apart]) => start + all.join(apart));
    let kept = 0;
    fc.assert(
      fc.property(fc.oneof(likely, fc.string({ unit: 'binary' })), (text) => {
        const phone = phoneOf(text);
        if (phone === undefined) return;
        kept++;
        expect(phone).toMatch(/^\+[1-9]\d{7,14}$/);
        expect(phoneOf(phone)).toBe(phone);
      }),
      { numRuns: 1000 },
    );
    expect(kept).toBeGreaterThan(0);
  });
});
