import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { documentKnowledge } from '../../src/server/knowledge';
import { paragraphs, type KnowledgeDocument } from '../../src/server/knowledge/documents';
import { seedKnowledge } from '../../src/server/knowledge/seed';
import { questionOf } from '../../src/server/text/question';
import { sentences } from '../../src/server/text/sentences';
import { terms } from '../../src/server/text/terms';
import { tokensOf } from '../../src/server/text/tokens';

const search = (
  documents: readonly KnowledgeDocument[],
  text: string,
  context: readonly string[] = [],
) => lastValueFrom(documentKnowledge(documents).retrieve({ text, context }));

describe('knowledge', () => {
  const animals = [
    { id: 'cats', text: 'Cats purr.\n\nCats sleep a lot, and cats dream.' },
    { id: 'dogs', title: 'All about dogs', text: 'Dogs bark.', url: 'https://example.com/dogs' },
  ];

  it('finds the passages that fit, best first', async () => {
    const found = await search(animals, 'Do cats dream?');
    expect(found.map(({ text }) => text)).toEqual([
      'Cats sleep a lot, and cats dream.',
      'Cats purr.',
    ]);
    expect(found[0]).toMatchObject({ documentId: 'cats', title: 'cats', position: 1 });
    expect(found[0]?.score).toBeGreaterThan(found[1]?.score ?? Infinity);
  });

  it('gives title and address', async () => {
    expect(await search(animals, 'barking')).toMatchObject([
      { documentId: 'dogs', title: 'All about dogs', url: 'https://example.com/dogs', position: 0 },
    ]);
  });

  it('finds nothing where nothing fits', async () => {
    expect(await search(animals, 'Do fish swim?')).toEqual([]);
    expect(await search(animals, '')).toEqual([]);
    expect(await search([], 'cats')).toEqual([]);
  });

  it('finds a paragraph by the headings above it', async () => {
    const text = '# Animals\n\nSome live here.\n\n## Cats\n\nThey purr.\n\n# Plants\n\nThey grow.';
    const found = await search([{ id: 'a', text }], 'animals cats');
    expect(found.map(({ text }) => text)).toEqual(['They purr.', 'Some live here.']);
  });

  it('weighs what was said before less than what is asked now', async () => {
    const found = await search(animals, 'And dogs?', ['Do cats purr?']);
    expect(found[0]?.documentId).toBe('dogs');
    expect(found.map(({ documentId }) => documentId)).toContain('cats');
  });

  it('is seeded with two policies', () => {
    const [returns, shipping] = seedKnowledge();
    expect(returns).toMatchObject({ id: 'policies/returns.md' });
    expect(returns?.text).toContain('17 days');
    expect(shipping).toMatchObject({ id: 'policies/shipping.md' });
    expect(shipping?.text).toMatch(/5-7 business days.*2 business days/s);
  });
});

describe('a document', () => {
  it.each([
    ['', []],
    ['\n\n \n', []],
    ['one', [{ headings: '', text: 'one' }]],
    [
      'one\r\nline\r\n\r\ntwo',
      [
        { headings: '', text: 'one\nline' },
        { headings: '', text: 'two' },
      ],
    ],
    ['# A\nunder', [{ headings: 'A', text: 'under' }]],
    [
      '### C\n\nc\n\n# A\n\na',
      [
        { headings: 'C', text: 'c' },
        { headings: 'A', text: 'a' },
      ],
    ],
    ['#no heading', [{ headings: '', text: '#no heading' }]],
  ])('%j is cut into paragraphs', (text, cut) => {
    expect(paragraphs(text)).toEqual(cut);
  });
});

describe('text', () => {
  it.each([
    ['shipping ships shipped shipment', ['ship', 'ship', 'ship', 'ship']],
    [
      'return returns returned returnable returning',
      ['return', 'return', 'return', 'return', 'return'],
    ],
    ['policy policies', ['polic', 'polic']],
    ['order orders ordered', ['order', 'order', 'order']],
    ['What is the', []],
    ['Größe 5-7', ['größ', '5', '7']],
  ])('%j has the terms %j', (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });

  it('is cut into sentences', () => {
    expect(sentences('One. Two?  Three 3.5!\nFour')).toEqual([
      'One.',
      'Two?',
      'Three 3.5!',
      'Four',
    ]);
  });

  it.each([[''], [' '], ['one'], [' one  two\nthree '], ['a\t'], ['🦀 crab']])(
    '%j is the sum of its tokens',
    (text) => {
      expect(tokensOf(text).join('')).toBe(text);
    },
  );
});

describe('the question of a conversation', () => {
  const user = (content: string) => ({ role: 'user', content });
  const question = (...texts: string[]) => questionOf(texts.map(user));

  it('is its newest message', () => {
    expect(question('Where do cats sleep?', 'What do dogs eat?')).toEqual({
      text: 'What do dogs eat?',
      context: [],
    });
  });

  it('takes along what it refers back to, and no more', () => {
    expect(question('Fish swim far?', 'Where do cats sleep?', 'And dogs?', 'Why is that?')).toEqual(
      {
        text: 'Why is that?',
        context: ['And dogs?', 'Where do cats sleep?'],
      },
    );
  });

  it('takes along four messages at most', () => {
    expect(question('a', 'b', 'c', 'd', 'e', 'f').context).toEqual(['e', 'd', 'c', 'b']);
  });

  it('does not look at what the agent said', () => {
    expect(
      questionOf([user('Cats?'), { role: 'assistant', content: 'Yes.' }, user('Why?')]),
    ).toEqual({
      text: 'Why?',
      context: ['Cats?'],
    });
  });

  it('is empty where nobody asked', () => {
    expect(questionOf([])).toEqual({ text: '', context: [] });
  });
});
