import * as t from 'io-ts';
import { isRecord } from './struct';

function refine<A>(base: t.Type<A>, name: string, holds: (a: A) => boolean): t.Type<A> {
  const is = (u: unknown): u is A => base.is(u) && holds(u);
  return new t.Type<A>(name, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c)), t.identity);
}

/** A whole number; `min` and `max` are inclusive. */
export function integer(min = -Infinity, max = Infinity): t.Type<number> {
  const name = min === -Infinity && max === Infinity ? 'integer' : `integer ${min}..${max}`;
  return refine(t.number, name, (n) => Number.isInteger(n) && n >= min && n <= max);
}

/** A number; `min` and `max` are inclusive. */
export function numeric(min: number, max: number): t.Type<number> {
  return refine(t.number, `number ${min}..${max}`, (n) => n >= min && n <= max);
}

/** A string of `min` to `max` characters, counted in code points as JSON Schema counts them. */
export function text(min: number, max = Infinity): t.Type<string> {
  const name = max === Infinity ? `string of ${min} or more` : `string of ${min}..${max}`;
  return refine(
    t.string,
    name,
    (s) => s.length >= min && (s.length <= max || (s.length <= 2 * max && codePoints(s) <= max)),
  );
}

/** A string that matches `pattern`. */
export function matching(pattern: RegExp): t.Type<string> {
  return refine(t.string, `string matching ${pattern.source}`, (s) => pattern.test(s));
}

/** One of the given strings. */
export function oneOf<const S extends string>(...values: readonly S[]): t.Type<S> {
  const known: ReadonlySet<unknown> = new Set(values);
  const is = (u: unknown): u is S => known.has(u);
  return new t.Type<S>(
    values.map((value) => `"${value}"`).join(' | '),
    is,
    (u, c) => (is(u) ? t.success(u) : t.failure(u, c)),
    t.identity,
  );
}

/** An array whose length is within `min` and `max`, inclusive. */
export function list<A>(item: t.Type<A>, min = 0, max = Infinity): t.Type<readonly A[]> {
  const base: t.Type<A[]> = t.array(item);
  if (min === 0 && max === Infinity) return base as unknown as t.Type<readonly A[]>;
  const fits = (items: readonly unknown[]) => items.length >= min && items.length <= max;
  const is = (u: unknown): u is readonly A[] => base.is(u) && fits(u);
  const name = `${base.name} of ${min}${max === Infinity ? ' or more' : `..${max}`}`;
  const codec: t.Type<readonly A[]> = new t.Type(
    name,
    is,
    (u, c) => (Array.isArray(u) && !fits(u) ? t.failure(u, c) : base.validate(u, c)),
    (items) => items.map(item.encode),
  );
  return codec;
}

/** The codec's type, or `null`. */
export function nullable<A>(codec: t.Type<A>): t.Type<A | null> {
  return new t.Type<A | null>(
    `${codec.name} | null`,
    (u): u is A | null => u === null || codec.is(u),
    (u, c) => (u === null ? t.success(u) : codec.validate(u, c)),
    (a) => (a === null ? a : codec.encode(a)),
  );
}

/** A JSON object of any shape. */
export type JsonObject = Readonly<Record<string, unknown>>;
export const JsonObject: t.Type<JsonObject> = new t.Type<JsonObject>(
  'object',
  isRecord,
  (u, c) => (isRecord(u) ? t.success(u) : t.failure(u, c)),
  t.identity,
);

function codePoints(s: string): number {
  let count = 0;
  for (const _ of s) count++;
  return count;
}

/** Any JSON value at all, as long as there is one. */
export const present: t.Type<unknown> = new t.Type<unknown>(
  'any value',
  (u): u is unknown => u !== undefined,
  (u, c) => (u === undefined ? t.failure(u, c) : t.success(u)),
  t.identity,
);
