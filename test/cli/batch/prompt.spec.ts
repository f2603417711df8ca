import { Readable } from 'node:stream';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ndjsonLines } from 'smooth-operator-rx/node';
import { promptOf } from '../../../src/cli/batch/prompt';

const prompt = async (line: string) =>
  promptOf(await firstValueFrom(ndjsonLines(Readable.from(['\n', line]))));

describe('a line of the input', () => {
  it.each<[string, object]>([
    ['"Hello"', { id: 2, line: 2, message: 'Hello' }],
    ['{"message":"Hello"}', { id: 2, line: 2, message: { message: 'Hello' } }],
    ['{"id":"a","message":"Hello"}', { id: 'a', line: 2, message: { message: 'Hello' } }],
    [
      '{"id":0,"message":"x","model":"m"}',
      { id: 0, line: 2, message: { message: 'x', model: 'm' } },
    ],
  ])('asks: %s', async (line, asked) => {
    expect(await prompt(line)).toEqual(asked);
  });

  it.each([
    ['Hello', 'INVALID_JSON', /Hello.* is not valid JSON\. A line is JSON: "text", or/],
    ['{"message":"Hel', 'INVALID_JSON', /A line is JSON/],
    ['["Hello"]', 'INVALID_LINE', /neither text nor an object\. A line is JSON/],
    ['null', 'INVALID_LINE', /neither text nor an object/],
    ['42', 'INVALID_LINE', /neither text nor an object/],
    ['{"id":"","message":"x"}', 'INVALID_ID', /An id is a text, not empty, or a number/],
    ['{"id":null,"message":"x"}', 'INVALID_ID', /An id is a text, not empty, or a number/],
    ['{"id":{},"message":"x"}', 'INVALID_ID', /An id is a text, not empty, or a number/],
  ])('asks nothing, says why, and has its number for an id: %s', async (line, code, message) => {
    expect(await prompt(line)).toEqual({
      id: 2,
      line: 2,
      error: expect.objectContaining({
        kind: 'invalid',
        code,
        message: expect.stringMatching(message) as string,
      }),
    });
  });
});
