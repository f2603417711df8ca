import * as t from 'io-ts';
import { isRecord } from './record';

/** A codec that is its guard: what does not hold fails, and nothing is changed on the way. */
function checked<A>(name: string, is: (u: unknown) => boolean): t.Type<A> {
  const guard = is as t.Is<A>;
  return new t.Type<A>(
    name,
    guard,
    (u, c) => (guard(u) ? t.success(u) : t.failure(u, c)),
    t.identity,
  );
}

/** A whole number; `min` and `max` are inclusive. */
export function integer(min?: number, max?: number): t.Type<number> {
  return ranged('integer', Number.isInteger, min, max);
}

/** A finite number; `min` and `max` are inclusive. */
export function numeric(min?: number, max?: number): t.Type<number> {
  return ranged('number', Number.isFinite, min, max);
}

function ranged(
  kind: string,
  isKind: (u: unknown) => boolean,
  min = -Infinity,
  max = Infinity,
): t.Type<number> {
  return checked(
    kind + range(min, max),
    (u) => isKind(u) && (u as number) >= min && (u as number) <= max,
  );
}

/** A string of `min` to `max` characters, counted in code points as JSON Schema counts them. */
export function text(min: number, max = Infinity): t.Type<string> {
  return checked(
    `string of${max === Infinity ? ` ${min} or more` : range(min, max)} characters`,
    (u) => typeof u === 'string' && lengthWithin(u, min, max),
  );
}

/** A string that is not only white space, of at most `max` code points. */
export function nonBlank(max = Infinity): t.Type<string> {
  return checked(
    `non-blank string${max === Infinity ? '' : ` of 1..${max} characters`}`,
    (u) => typeof u === 'string' && /\S/.test(u) && lengthWithin(u, 1, max),
  );
}

/** A string that matches `pattern`. */
export function matching(pattern: RegExp, name = `string matching ${pattern.source}`) {
  return checked<string>(name, (u) => typeof u === 'string' && pattern.test(u));
}

/** One of the given strings. */
export function oneOf<const S extends string>(...values: readonly S[]): t.Type<S> {
  const known: ReadonlySet<unknown> = new Set(values);
  return checked(values.map((value) => `"${value}"`).join(' | '), (u) => known.has(u));
}

/** A JSON object of any shape. */
export type JsonObject = Readonly<Record<string, unknown>>;
export const JsonObject: t.Type<JsonObject> = checked('object', isRecord);

/** Any JSON value. Unlike io-ts's `unknown` it has to be there. */
export const json: t.Type<unknown> = checked('any value', (u) => u !== undefined);

function range(min: number, max: number): string {
  if (max !== Infinity) return ` ${min}..${max}`;
  return min === -Infinity ? '' : ` of ${min} or more`;
}

function lengthWithin(s: string, min: number, max: number): boolean {
  if (s.length > 2 * max) return false; // no code point is longer than two code units
  if (s.length <= max && s.length >= 2 * min) return true;
  const count = codePoints(s);
  return count >= min && count <= max;
}

function codePoints(s: string): number {
  let count = 0;
  for (const _ of s) count++;
  return count;
}
