import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { earlierIn } from '../../../src/cli/batch/earlier';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batch-'));
  path = join(folder, 'out.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

const line = (id: number | string, text = 'Hé') => `${JSON.stringify({ id, text })}\n`;

async function earlier(content: string) {
  await writeFile(path, content);
  const { answered, ...rest } = await earlierIn(path);
  expect(await readFile(path, 'utf8')).toBe(content);
  return { answered: [...answered], ...rest };
}

const WHOLE = line(1) + line('b');
const END = Buffer.byteLength(WHOLE);

describe('the results of an earlier run', () => {
  it('tell whose prompts are answered', async () => {
    expect(await earlier(WHOLE)).toEqual({ answered: ['1', 'b'], end: END, isTorn: false });
  });

  it('are none in an empty file', async () => {
    expect(await earlier('')).toEqual({ answered: [], end: 0, isTorn: false });
  });

  it('are torn wherever the last line has no end: that one does not count', async () => {
    const last = line(3);
    for (let length = 1; length < last.length; length++) {
      expect(await earlier(WHOLE + last.slice(0, length)), last.slice(0, length)).toEqual({
        answered: ['1', 'b'],
        end: END,
        isTorn: true,
      });
    }
  });

  it('are torn when the last line ends, and is no JSON', async () => {
    expect(await earlier(`${WHOLE}{"id":3,"te{"id":4,"text":""}\n`)).toEqual({
      answered: ['1', 'b'],
      end: END,
      isTorn: true,
    });
    expect(await earlier(`${WHOLE}{"id":3,"te\n{"id":4,`)).toMatchObject({
      end: END,
      isTorn: true,
    });
    expect(await earlier('{"id":3,"te\n')).toEqual({ answered: [], end: 0, isTorn: true });
  });

  it.each(['\0\0\0', '\0'.repeat(5_000), '{"i\0\0\0', '{"id":3,"text":"\0\0'])(
    'are torn where a power cut has left nothing but zeros: %j',
    async (zeros) => {
      expect(await earlier(WHOLE + zeros)).toMatchObject({ end: END, isTorn: true });
    },
  );

  it('may be torn in a line, or after lines, that are long', async () => {
    const long = line('long', 'x'.repeat(200_000));
    expect(await earlier(long + long.slice(0, -5))).toEqual({
      answered: ['long'],
      end: long.length,
      isTorn: true,
    });
    expect(await earlier(long)).toEqual({ answered: ['long'], end: long.length, isTorn: false });
    expect(await earlier(long.slice(0, -1))).toEqual({ answered: [], end: 0, isTorn: true });
  });

  it.each([
    ['a text without an end', 'dear diary', 'its last line'],
    ['a text', 'dear diary\n', 'line 1'],
    ['prompts', '"Hello"\n', 'line 1'],
    ['prompts with ids', `${WHOLE}{"id":"x","message":"Hello"}\n`, 'line 3'],
    ['other JSON', '{"text":"x"}\n', 'line 1'],
    ['a result that is torn, but not the last', `{"id":1,"te\n${line(2)}`, 'line 1'],
    ['a line amid results', `${line(1)}# mine\n${line(2)}`, 'line 2'],
  ])('are not looked for in %s', async (_, content, where) => {
    await expect(earlier(content)).rejects.toMatchObject({
      exitCode: 2,
      message: `${path} is there, and ${where} is no result of batch: nothing is added to it.`,
    });
    expect(await readFile(path, 'utf8')).toBe(content);
  });
});
