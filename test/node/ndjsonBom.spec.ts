import { Readable } from 'node:stream';
import { lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { ndjsonLines } from 'smooth-operator-rx/node';

const valuesOf = async (text: string) =>
  (await lastValueFrom(ndjsonLines(Readable.from([Buffer.from(text)])).pipe(toArray()))).map(
    (line) => ('error' in line ? line.error.name : line.value),
  );

it('NDJSON may begin with a byte order mark, and nowhere else have one', async () => {
  expect(await valuesOf('\uFEFF"a"\n"b"')).toEqual(['a', 'b']);
  expect(await valuesOf('"a"\n\uFEFF"b"')).toEqual(['a', 'SyntaxError']);
  expect(await valuesOf('\uFEFF\n"\uFEFFb"')).toEqual(['\uFEFFb']);
});
