import { Readable } from 'node:stream';
import { firstValueFrom, lastValueFrom, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ndjson, ndjsonLines } from 'smooth-operator-rx/node';

const linesOf = (chunks: readonly (string | Uint8Array)[]) =>
  lastValueFrom(ndjsonLines(Readable.from(chunks)).pipe(toArray()), { defaultValue: [] });

describe('NDJSON lines', () => {
  it('are decoded one by one, and numbered as an editor numbers them', async () => {
    expect(await linesOf(['{"a":1}\n', '\n', '"b"\n'])).toEqual([
      { number: 1, text: '{"a":1}', value: { a: 1 } },
      { number: 3, text: '"b"', value: 'b' },
    ]);
  });

  it('may be cut anywhere, also within a character, end in CR LF, and the last in nothing', async () => {
    const bytes = Buffer.from('{"a":"ä€😀"}\r\n{"b":2}');
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect((await linesOf(chunks)).map(({ text }) => text)).toEqual(['{"a":"ä€😀"}', '{"b":2}']);
  });

  it('that are no JSON say so, and the next goes on', async () => {
    const [bad, good] = await linesOf(['{"a":\n', 'null\n']);
    expect(bad).toMatchObject({ number: 1, text: '{"a":', error: expect.any(SyntaxError) });
    expect(good).toEqual({ number: 2, text: 'null', value: null });
  });

  it('of nothing are none', async () => {
    expect(await linesOf([])).toEqual([]);
    expect(await linesOf(['\n \r\n'])).toEqual([]);
  });

  it('end with an error when one is too long', async () => {
    const lines$ = ndjsonLines(Readable.from(['{"a":1}\n', 'x'.repeat(100)]), { maxLength: 50 });
    await expect(lastValueFrom(lines$)).rejects.toThrow(/maximum buffer/);
  });

  it('end with the error of their stream', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('the disk is gone'));
      },
    });
    await expect(lastValueFrom(ndjsonLines(broken))).rejects.toThrow('the disk is gone');
  });

  it('destroy their stream when they are left', async () => {
    const readable = Readable.from(['1\n', '2\n', '3\n']);
    const closed = new Promise((resolve) => readable.once('close', resolve));
    expect(await firstValueFrom(ndjsonLines(readable).pipe(take(1)))).toMatchObject({ value: 1 });
    await closed;
    expect(readable.destroyed).toBe(true);
  });
});

describe('ndjson()', () => {
  it('writes a line for each value', async () => {
    const lines = await lastValueFrom(of({ a: '\n' }, 'b', null).pipe(ndjson(), toArray()));
    expect(lines).toEqual(['{"a":"\\n"}\n', '"b"\n', 'null\n']);
  });

  it.each([undefined, () => 1, Symbol('s')])(
    'fails on %s, which no JSON can carry',
    async (value) => {
      await expect(lastValueFrom(of(value).pipe(ndjson()))).rejects.toThrow(TypeError);
    },
  );
});
