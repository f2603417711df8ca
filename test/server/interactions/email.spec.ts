import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailOf } from '../../../src/server/interactions/email';

describe('an email address', () => {
  it.each([
    ['alice@example.com', 'alice@example.com'],
    ['  alice@example.com\n', 'alice@example.com'],
    ['Alice.B+shop@EXAMPLE.Co.UK', 'Alice.B+shop@example.co.uk'],
    ['a@b.c', 'a@b.c'],
    [`${'a'.repeat(242)}@example.com`, `${'a'.repeat(242)}@example.com`],
    ['ü@bücher.example', 'ü@bücher.example'],
  ])('is kept with its domain in lower case: %j', (text, kept) => {
    expect(emailOf(text)).toBe(kept);
  });

  it.each([
    [''],
    ['alice'],
    ['@example.com'],
    ['alice@'],
    ['alice@example'],
    ['alice@.com'],
    ['alice@example.'],
    ['alice@example..com'],
    ['alice@@example.com'],
    ['alice@bob@example.com'],
    ['alice b@example.com'],
    ['alice@exam ple.com'],
    ['alice@example.com bob@example.com'],
    ['alice\u00a0@example.com'],
    [`${'a'.repeat(243)}@example.com`],
  ])('is not made of %j', (text) => {
    expect(emailOf(text)).toBeUndefined();
  });

  it('comes out as it is when it is read again, whatever the text', () => {
    const likely = fc
      .tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.string())
      .map(([local, domain, end]) => `${local}@${domain}.${end}`);
    let kept = 0;
    fc.assert(
      fc.property(fc.oneof(likely, fc.emailAddress(), fc.string()), (text) => {
        const email = emailOf(text);
        if (email === undefined) return;
        kept++;
        expect(emailOf(email)).toBe(email);
        expect(email.split('@')).toHaveLength(2);
      }),
    );
    expect(kept).toBeGreaterThan(0);
  });
});
