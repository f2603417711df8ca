import { isRight } from 'fp-ts/Either';
import fc from 'fast-check';
import { explain } from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import { arbitraryOf, fieldPaths, withAt, type FieldPath } from './arbitrary';
import { catalogue, sides, type Entry } from './catalogue';

const RUNS = { numRuns: 40, seed: 20_251_121 };

/** One of each JSON type, a number that is no integer, and nothing at all. */
const OTHERS: readonly unknown[] = [null, 7, -1, 1.5, 'text', '', true, [], [7], {}, undefined];

/**
 * The fields that may be of another type and are mended, beside optional ones that are null. The
 * fixtures under `tolerate` say what becomes of them.
 */
const MENDED: Readonly<Record<string, readonly string[]>> = {
  immediate_response: ['data', 'message'],
  error: ['data', 'data.error'],
  create_conversation_session: [
    'agentId',
    'conversationId',
    'userName',
    'userEmail',
    'browserFingerprint',
    'supports',
    'metadata',
    'authContext',
  ],
  send_message: ['stream', 'model', 'images', 'files'],
  get_conversation_messages: ['limit', 'cursor'],
  list_conversations: ['limit'],
  cancel: ['sessionId'],
  submit_interaction: ['kind', 'values', 'declined'],
  'confirm_tool_action.response': ['sessionId', 'approved'],
  'submit_interaction.response': ['sessionId', 'interactionId', 'kind', 'values', 'declined'],
};

describe.each(catalogue)('[SHAPE-2] $name', (entry) => {
  const { schema, root, codec, valid } = entry;

  it('is what the schema says of every value it describes', () => {
    fc.assert(
      fc.property(arbitraryOf(schema, root), (value) => {
        expect(valid(value), JSON.stringify(valid.errors)).toBe(true);
        expect(codec.is(value)).toBe(true);
        const decoded = codec.decode(value);
        expect(isRight(decoded) && decoded.right === value).toBe(true);
      }),
      RUNS,
    );
  });

  it('is what the schema says of any other value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(codec.is(value)).toBe(valid(value));
        expect(isRight(codec.decode(value))).toBe(valid(value));
      }),
      RUNS,
    );
  });

  const fields = fieldPaths(schema, root);
  if (fields.length > 0) {
    it.each(fields)('has a $path of the right type, or is mended, or says so', (field) => {
      fc.assert(
        fc.property(arbitraryOf(schema, root, { full: true }), (value) => {
          for (const other of OTHERS) check(entry, field, withAt(value, field.keys, other), other);
        }),
        { ...RUNS, numRuns: 5 },
      );
    });
  }
});

/** The schema and the guard agree; decoding mends what is listed, and names the field otherwise. */
function check({ name, codec, valid }: Entry, field: FieldPath, value: unknown, other: unknown) {
  expect(codec.is(value)).toBe(valid(value));
  const decoded = codec.decode(value);
  if (codec.is(value)) {
    expect(isRight(decoded) && decoded.right === value).toBe(true);
  } else if (isRight(decoded)) {
    expect(isMended(name, field, other), `${field.path} became right by itself`).toBe(true);
    expect(codec.is(decoded.right)).toBe(true);
  } else {
    const { path, message } = explain(decoded.left);
    expect(isAbout(path, field, other), `${path} instead of ${field.path}`).toBe(true);
    expect(message).toContain(path);
  }
}

function isMended(name: string, { path, optional }: FieldPath, other: unknown): boolean {
  return (
    (optional && other === null) ||
    path === 'requestId' ||
    (MENDED[name]?.some((mended) => path === mended || isBelow(path, mended)) ?? false)
  );
}

/** The field itself, or what an empty or other container at its place lacks. */
function isAbout(path: string, field: FieldPath, other: unknown): boolean {
  const container = typeof other === 'object' && other !== null;
  return path === field.path || (container && isBelow(path, field.path));
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
}

describe.each(sides)('$side', ({ decode, entries, key }) => {
  it.each(entries)('[FRAME-6] explains a $name with any field of a wrong type', (entry) => {
    const { name, schema, root } = entry;
    const [value] = fc.sample(arbitraryOf(schema, root, { full: true }), { numRuns: 1, seed: 7 });
    for (const field of fieldPaths(schema, root)) {
      for (const other of OTHERS) {
        const decoded = decode(JSON.stringify(withAt(value, field.keys, other)));
        if (isRight(decoded)) continue;
        const { kind, tag, path, message } = decoded.left;
        if (field.path === key) {
          expect(kind).toBe(typeof other === 'string' ? 'unknown_tag' : 'missing_tag');
          expect(path).toBe(key);
        } else {
          expect(kind).toBe('wrong_shape');
          expect(tag).toBe(name);
          expect(isAbout(path, field, other), `${path} instead of ${field.path}`).toBe(true);
        }
        expect(message.length).toBeLessThan(400);
      }
    }
  });

  it('[FRAME-7] never throws, whatever text it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(isRight(decode(text))).toBe(false);
      }),
      { ...RUNS, numRuns: 300 },
    );
  });

  it.each(entries)('[FRAME-7] is not misled by __proto__ in a $name', ({ schema, root, codec }) => {
    fc.assert(
      fc.property(arbitraryOf(schema, root), (value) => {
        const decoded = decode(JSON.stringify(value, withProto));
        expect(isRight(decoded)).toBe(true);
        expect(isRight(decoded) && codec.is(decoded.right)).toBe(true);
        expect({}).not.toHaveProperty('polluted');
      }),
      RUNS,
    );
  });

  it.each(entries)('[FRAME-7] cuts what it says of a $name with text of 2 MB', (entry) => {
    const { schema, root } = entry;
    const [value] = fc.sample(arbitraryOf(schema, root, { full: true }), { numRuns: 1, seed: 7 });
    const long = 'x'.repeat(2_000_000);
    for (const field of fieldPaths(schema, root)) {
      const decoded = decode(JSON.stringify(withAt(value, field.keys, long)));
      if (isRight(decoded)) continue;
      expect(decoded.left.message.length).toBeLessThan(400);
      expect(decoded.left.got.length).toBeLessThanOrEqual(80);
    }
  });

  it.each(entries)('[FRAME-7] bears a $name nested twenty thousand deep', (entry) => {
    const { schema, root } = entry;
    const [value] = fc.sample(arbitraryOf(schema, root, { full: true }), { numRuns: 1, seed: 7 });
    for (const field of fieldPaths(schema, root)) {
      const text = JSON.stringify(withAt(value, field.keys, 'HERE'));
      for (const [open, close] of [
        ['[', ']'],
        ['{"a":', '}'],
      ] as const) {
        const nested = `${open.repeat(20_000)}1${close.repeat(20_000)}`;
        const decoded = decode(text.replace('"HERE"', nested));
        if (!isRight(decoded)) expect(decoded.left.message.length).toBeLessThan(400);
      }
    }
  });
});

/** Gives every object a field called `__proto__`. */
function withProto(key: string, value: unknown): unknown {
  if (key === '__proto__' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value;
  const polluting = { polluted: true, type: 7, action: 7 };
  return Object.defineProperty({ ...value }, '__proto__', { value: polluting, enumerable: true });
}
