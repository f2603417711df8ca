import { operatorError, type SmoothOperatorError } from '../protocol';
import { isRecord } from '../protocol/codec/record';

/**
 * What something has to be, written much as its type is:
 *
 * - `'string'`, `'string or function'`: by its `typeof`; `'object'` is neither a list nor `null`
 * - `1`: a number, that or more
 * - `/x/`: a string that matches
 * - `[shape]`: a list
 * - `{ a: shape, 'b?': shape }`: an object with these fields and no others; `b` may be left out
 */
export type Shape =
  string | number | RegExp | readonly [Shape] | { readonly [field: string]: Shape };

/**
 * Names the first thing that is wrong, or that there is not: a misspelt option would be none at all.
 * Tells nothing of what was given, for that may be a secret.
 *
 * @param where - whose argument it is, such as `createClient`
 * @throws SmoothOperatorError of kind `invalid`
 */
export function demand(where: string, value: unknown, shape: Shape, path = ''): void {
  const expect = (holds: boolean, expected: string) => {
    if (!holds) throw invalidOption(`${where}: ${path || 'what it is given'} must be ${expected}`);
  };
  if (typeof shape === 'string') {
    expect(shape.includes(typeof value) && (shape !== 'object' || isRecord(value)), shape);
  } else if (typeof shape === 'number') {
    expect(typeof value === 'number' && value >= shape, `a number, ${shape} or more`);
  } else if (shape instanceof RegExp) {
    expect(typeof value === 'string' && shape.test(value), `text like ${shape.source}`);
  } else if (isList(shape)) {
    expect(Array.isArray(value), 'a list');
    (value as unknown[]).forEach((item, i) => {
      demand(where, item, shape[0], `${path}[${i}]`);
    });
  } else {
    expect(isRecord(value), 'an object');
    const given = { ...(value as Record<string, unknown>) };
    const prefix = path && `${path}.`;
    for (const [field, part] of Object.entries(shape)) {
      const name = field.replace('?', '');
      if (name === field || given[name] !== undefined) {
        demand(where, given[name], part, prefix + name);
      }
      Reflect.deleteProperty(given, name);
    }
    const [unknown] = Object.keys(given);
    if (unknown) throw invalidOption(`${where}: there is no option ${prefix}${unknown}`);
  }
}

export function invalidOption(message: string): SmoothOperatorError {
  return operatorError('invalid', 'INVALID_OPTION', `${message}.`, {});
}

function isList(shape: object): shape is readonly [Shape] {
  return Array.isArray(shape);
}
