import fc from 'fast-check';
import { concat, from, lastValueFrom, map, NEVER, of, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { suggestedReplies } from '../../../src/server/answer/suggestedReplies';
import type { ModelOutput } from '../../../src/server/model';
import { marbles, token } from '../kit';

/** What is left of a text that comes in these pieces: the tokens shown, and the replies offered. */
async function sift(...pieces: string[]) {
  const outputs = await lastValueFrom(from(pieces.map(token)).pipe(suggestedReplies(), toArray()));
  return {
    tokens: outputs.flatMap((output) => (output.kind === 'token' ? [output.text] : [])),
    text: outputs.map((output) => (output.kind === 'token' ? output.text : '')).join(''),
    replies: outputs.flatMap((output) => (output.kind === 'suggestions' ? output.replies : [])),
    offers: outputs.filter(({ kind }) => kind === 'suggestions').length,
  };
}

const letters = (text: string) => Array.from(text);

const block = (...replies: unknown[]) =>
  `<suggested_replies>${JSON.stringify(replies)}</suggested_replies>`;

describe('the block of suggested replies', () => {
  it('is offered, and no part of the answer, nor is the white space before it [REPLY-6]', async () => {
    expect(await sift(`It is noon.\n\n${block('And in Oslo?', 'Thanks')}\n`)).toMatchObject({
      text: 'It is noon.',
      replies: ['And in Oslo?', 'Thanks'],
      offers: 1,
    });
  });

  // Looked at anew with each character, so much white space would take longer than a test may.
  it('costs no more than its length where a model goes on with nothing but white space', async () => {
    const said = `Noon.${' '.repeat(300_000)}<b>`;
    expect(await sift(said)).toMatchObject({ text: said });
    expect(await sift(...(said.match(/.{1,9}/g) ?? []))).toMatchObject({ text: said });
  });

  it('is withheld wherever it is cut in two', async () => {
    const said = `Noon. ${block('Why?')}`;
    for (let at = 0; at <= said.length; at++) {
      expect(await sift(said.slice(0, at), said.slice(at)), `cut at ${at}`).toMatchObject({
        text: 'Noon.',
        replies: ['Why?'],
      });
    }
  });

  it('is withheld when it comes letter by letter', async () => {
    expect(await sift(...letters(`Noon. ${block('Why?')}`))).toMatchObject({
      text: 'Noon.',
      replies: ['Why?'],
    });
  });

  it('may stand before or within the answer', async () => {
    expect(await sift(`${block('Why?')} Noon.`)).toMatchObject({
      text: ' Noon.',
      replies: ['Why?'],
    });
    expect(await sift(`High ${block('Why?')}noon.`)).toMatchObject({
      text: 'High noon.',
      replies: ['Why?'],
    });
  });

  it('counts as it was last given', async () => {
    expect(await sift(`Noon.${block('Why?')}${block('When?')}`)).toMatchObject({
      text: 'Noon.',
      replies: ['When?'],
      offers: 1,
    });
  });

  it('counts though a later one is malformed', async () => {
    expect(
      await sift(`Noon.${block('Why?')}<suggested_replies>[</suggested_replies>`),
    ).toMatchObject({ text: 'Noon.', replies: ['Why?'] });
  });

  it('may come right behind what only began like its tag', async () => {
    for (const start of ['<', '<sugg', ' <suggested_replies']) {
      expect(await sift(`Noon${start}${block('Why?')}`)).toMatchObject({
        text: `Noon${start}`,
        replies: ['Why?'],
      });
    }
  });

  it.each([
    ['is no JSON', '<suggested_replies>["a", </suggested_replies>', []],
    ['is no list', '<suggested_replies>{"a":"b"}</suggested_replies>', []],
    ['is null', '<suggested_replies>null</suggested_replies>', []],
    ['is empty', '<suggested_replies></suggested_replies>', []],
    ['is an empty list', block(), []],
    ['is never closed', '<suggested_replies>["a","b"]', []],
    ['is closed by another tag', '<suggested_replies>["a"]</suggested>', []],
    ['is longer than any offer', block('a'.repeat(5000)), []],
    ['holds what is no text', block('a', 7, null, ['b'], 'c'), ['a', 'c']],
    ['holds blank and repeated texts', block(' ', 'a', 'a ', '\n'), ['a']],
    ['holds a text of several lines', block('a\n b'), ['a b']],
    ['holds more than four', block('a', 'b', 'c', 'd', 'e'), ['a', 'b', 'c', 'd']],
  ])('that %s is never shown', async (_title, said, replies) => {
    expect(await sift('Noon.\n', ...letters(said))).toMatchObject({ text: 'Noon.', replies });
  });

  it('of thousands of letters takes no room', async () => {
    expect(await sift('Noon.', `<suggested_replies>${'x'.repeat(1_000_000)}`)).toMatchObject({
      text: 'Noon.',
      offers: 0,
    });
  });
});

describe('a list of suggested replies in Markdown', () => {
  it.each([
    ['in bold', '**Suggested replies:**\n- Why?\n- And in Oslo?'],
    ['as a heading', '## Suggested Replies\n\n* Why?\n* And in Oslo?\n'],
    ['in plain words', 'Suggested replies:\n1. "Why?"\n2. **And in Oslo?**\n\n'],
    ['with the colon outside', '*suggested replies*:\r\n• Why?\r\n• And in Oslo?\r\n'],
  ])('%s is offered when it ends the text', async (_title, list) => {
    expect(await sift(`It is noon.\n\n${list}`)).toMatchObject({
      text: 'It is noon.',
      replies: ['Why?', 'And in Oslo?'],
    });
    expect(await sift(...letters(`It is noon.\n\n${list}`))).toMatchObject({ text: 'It is noon.' });
  });

  it.each([
    ['is followed by text', 'Noon.\n\nSuggested replies:\n- Why?\n\nBut ask anything.'],
    ['has no entries', 'Noon.\n\nSuggested replies:\n'],
    ['has no heading', 'Noon.\n\n- Why?\n- When?'],
    ['has another heading', 'Noon.\n\nSuggested readings:\n- Why?'],
    ['begins within a line', 'Noon. Suggested replies:\n- Why?'],
    ['is longer than any offer', `Noon.\nSuggested replies:\n- ${'x'.repeat(3000)}`],
  ])('that %s is text', async (_title, said) => {
    for (const pieces of [[said], letters(said)]) {
      expect(await sift(...pieces)).toMatchObject({ text: said, offers: 0 });
    }
  });

  it('may come right behind a line that only began like its heading', async () => {
    expect(await sift('Noon.\n## Suggested\nSuggested replies:\n- Why?')).toMatchObject({
      text: 'Noon.\n## Suggested',
      replies: ['Why?'],
    });
  });

  it('is withheld beside a block, which counts', async () => {
    expect(await sift(`Noon.\nSuggested replies:\n- Why?\n${block('When?')}`)).toMatchObject({
      text: 'Noon.',
      replies: ['When?'],
    });
  });
});

describe('text without suggested replies', () => {
  it.each([
    '',
    ' ',
    'a < b',
    '<sugg',
    'a <suggested_replies',
    '<b>bold</b> ',
    'a\n\n',
    '<<<',
    '#',
    '- a',
  ])('stays as it is: %j', async (said) => {
    expect(await sift(said)).toMatchObject({ text: said, offers: 0 });
    expect(await sift(...letters(said))).toMatchObject({ text: said, offers: 0 });
  });

  it('is shown as soon as it cannot be the beginning of any', () => {
    marbles(({ hot, expectObservable }) => {
      const pieces = { a: 'a ', b: '<sug', c: 'ar>', d: '\n', e: 'S', f: 'ix' };
      const source$ = hot('a-b-c-d-e-f-|', pieces).pipe(map(token));
      expectObservable(
        source$.pipe(
          suggestedReplies(),
          map((output) => (output.kind === 'token' ? output.text : output.kind)),
        ),
      ).toBe('a---c-----f-|', { a: 'a', c: ' <sugar>', f: '\nSix' });
    });
  });

  it('goes on past a reasoning, a call and a usage, which wait for nothing', () => {
    const outputs: Record<string, ModelOutput> = {
      t: token('<'),
      r: { kind: 'reasoning', text: 'Hm.' },
      c: { kind: 'toolCall', id: '1', name: 'a', arguments: {} },
      u: { kind: 'usage', promptTokens: 1, completionTokens: 1 },
    };
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('t-r-c-u-|', outputs);
      expectObservable(source$.pipe(suggestedReplies())).toBe('--r-c-u-(t|)', outputs);
    });
  });
});

describe('what a model offers by itself', () => {
  it('is offered as tidily', () => {
    marbles(({ expectObservable }) => {
      const said$ = of({
        kind: 'suggestions',
        replies: [' a\nb ', 'c', 'c', '', 'd', 'e', 'f'],
      } as const);
      expectObservable(said$.pipe(suggestedReplies())).toBe('(s|)', {
        s: { kind: 'suggestions', replies: ['a b', 'c', 'd', 'e'] },
      });
    });
  });
});

describe('the filter', () => {
  it('fails with the model, and gives it up with its subscriber', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const error = new Error('overloaded');
      const failing$ = concat(
        of(token('a <')),
        throwError(() => error),
      );
      expectObservable(failing$.pipe(suggestedReplies())).toBe('(a#)', { a: token('a') }, error);
      const silent$ = cold<ModelOutput>('-');
      expectObservable(silent$.pipe(suggestedReplies()), '--!').toBe('---');
      expectSubscriptions(silent$.subscriptions).toBe('^-!');
      expectObservable(hot<ModelOutput>('|').pipe(suggestedReplies())).toBe('|');
      expectObservable(NEVER.pipe(suggestedReplies())).toBe('-');
    });
  });

  it('starts anew for each subscriber', () => {
    marbles(({ expectObservable }) => {
      const filtered$ = of(token('a '), token(block('b'))).pipe(suggestedReplies());
      const values = { a: token('a'), s: { kind: 'suggestions', replies: ['b'] } };
      expectObservable(filtered$).toBe('(as|)', values);
      expectObservable(filtered$).toBe('(as|)', values);
    });
  });

  const bits = [
    '<suggested_replies>', '</suggested_replies>', '["Why?"]', '["a","b"]', '<sugg', '<', '</', '>', '"', '[',
    'Suggested replies:', '**Suggested replies:**', '\n', '\r\n', '\n- a', '\n2. b', '- ', '#', '*', ' ', 'Noon.', '🦀', 'İ',
  ]; // prettier-ignore
  const said = fc
    .array(fc.oneof(fc.constantFrom(...bits), fc.string()), { maxLength: 12 })
    .map((parts) => parts.join(''));

  it('gives the same answer and the same replies wherever the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(said, fc.array(fc.nat(), { maxLength: 20 }), async (text, cuts) => {
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b)];
        const pieces = places.map((place, n) => text.slice(place, places[n + 1]));
        expect(pieces.join('')).toBe(text);
        const [cut, whole] = [await sift(...pieces), await sift(text)];
        expect(cut.text).toBe(whole.text);
        expect(cut.replies).toEqual(whole.replies);
        expect(cut.tokens).not.toContain('');
        expect(whole.replies.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes nothing away from a text that has no tag and no heading', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        fc.pre(!/suggested.replies/i.test(text));
        expect((await sift(...letters(text))).text).toBe(text);
      }),
    );
  });

  it('takes away a block that ends any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string().filter((text) => !/suggested|</i.test(text)),
        fc.array(fc.string(), { maxLength: 6 }),
        async (text, replies) => {
          const { text: shown, replies: offered } = await sift(text, ` ${block(...replies)} `);
          expect(shown).toBe(text.trimEnd());
          const tidy = replies.map((reply) => reply.replace(/\s+/g, ' ').trim()).filter(Boolean);
          expect(offered).toEqual([...new Set(tidy)].slice(0, 4));
        },
      ),
    );
  });
});
