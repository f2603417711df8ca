import { isLeft, isRight, right } from 'fp-ts/Either';
import { explain } from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import {
  catalogue,
  fixtures,
  listSpec,
  schemas,
  sides,
  validator,
  type Tolerated,
} from './catalogue';
import { closed } from './closed';

describe('[SHAPE-1] [SHAPE-2] the fixtures', () => {
  it('are of the types of the protocol, and of nothing else', () => {
    expect(listSpec('fixtures')).toEqual(catalogue.map(({ name }) => name).sort());
  });

  it.each(catalogue)('of $name are two at least to accept and three to reject', ({ name }) => {
    expect(fixtures(name, 'accept').length).toBeGreaterThanOrEqual(2);
    expect(fixtures(name, 'reject').length).toBeGreaterThanOrEqual(3);
  });
});

describe.each(catalogue)('$name', ({ name, ref, codec, valid }) => {
  it.each(fixtures(name, 'accept'))('accepts $name', ({ value }) => {
    expect(valid(value), JSON.stringify(valid.errors)).toBe(true);
    expect(codec.is(value)).toBe(true);
    const decoded = codec.decode(value);
    expect(isRight(decoded) && decoded.right === value).toBe(true);
  });

  it.each(fixtures(name, 'reject'))('rejects $name', ({ value }) => {
    expect(valid(value)).toBe(false);
    expect(codec.is(value)).toBe(false);
    const decoded = codec.decode(value);
    if (isRight(decoded)) expect.fail('It was decoded.');
    const { expected, got, message } = explain(decoded.left, { tag: name });
    expect(message).toMatch(/^\S+ is not valid/);
    expect(message).toContain(`expected ${expected}, got ${got}`);
    expect(message).not.toContain('\n');
  });

  const tolerates = fixtures(name, 'tolerate');
  if (tolerates.length > 0) {
    it.each(tolerates)('tolerates $name', ({ value }) => {
      const { given, becomes } = value as Tolerated;
      expect(valid(given)).toBe(false);
      expect(codec.is(given)).toBe(false);
      expect(codec.decode(given)).toEqual(right(becomes));
      expect(valid(becomes), JSON.stringify(valid.errors)).toBe(true);
      expect(codec.is(becomes)).toBe(true);
    });
  }

  it('writes the published fields and no other', () => {
    const ajv = validator();
    for (const schema of schemas.values()) ajv.addSchema(closed(schema));
    const exact = ajv.compile({ $ref: ref });
    for (const { value } of fixtures(name, 'accept')) {
      const written: unknown = JSON.parse(JSON.stringify(codec.encode(value)));
      expect(exact(written), JSON.stringify(exact.errors)).toBe(true);
      expect(codec.is(written)).toBe(true);
    }
  });
});

describe.each(sides)('$side', ({ decode, entries }) => {
  it.each(entries)('reads the frames of $name as its codec does', ({ name, codec }) => {
    for (const { value } of fixtures(name, 'accept')) {
      expect(decode(JSON.stringify(value))).toEqual(right(value));
    }
    for (const { value } of fixtures(name, 'tolerate')) {
      const { given, becomes } = value as Tolerated;
      expect(decode(JSON.stringify(given))).toEqual(right(becomes));
    }
    for (const { value } of fixtures(name, 'reject')) {
      const decoded = decode(JSON.stringify(value));
      if (isRight(decoded)) expect.fail(`It was decoded: ${JSON.stringify(value)}`);
      if (decoded.left.kind !== 'wrong_shape') continue;
      expect(decoded.left.tag).toBe(name);
      const byCodec = codec.decode(value);
      if (isLeft(byCodec)) expect(decoded.left.path).toBe(explain(byCodec.left).path);
    }
  });
});
