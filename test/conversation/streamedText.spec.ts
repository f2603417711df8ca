import { describe, expect, it } from 'vitest';
import { PARTIAL_TEXT_MAX, StreamedText } from '../../src/conversation/streamedText';

describe('the text of a turn', () => {
  it('is all its tokens, in their order', () => {
    const text = new StreamedText();
    for (let n = 0; n < 3_000; n++) text.add(`${n} `);
    expect(text.value).toBe(Array.from({ length: 3_000 }, (_, n) => `${n} `).join(''));
    expect(text.length).toBe(text.value.length);
  });

  it('is kept up to a million characters, and counted on', () => {
    const text = new StreamedText();
    for (let n = 0; n < 2_100; n++) text.add('x'.repeat(999));
    expect(text.value).toBe('x'.repeat(PARTIAL_TEXT_MAX));
    expect(text.length).toBe(2_100 * 999);
    const large = new StreamedText();
    large.add('y'.repeat(3 * PARTIAL_TEXT_MAX));
    expect(large.value).toHaveLength(PARTIAL_TEXT_MAX);
  });
});
