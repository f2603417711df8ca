import { invalidArgument } from '../invalid';

type Given = Readonly<Record<string, string | undefined>> | undefined;

/**
 * Headers in one record, their names in small letters; the later go before the earlier, and what is
 * `undefined` is not sent.
 *
 * @throws ValidationError that names a header that cannot be: the error of `fetch` would quote it
 */
export function headersOf(...all: readonly Given[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, value] of all.flatMap((some) => Object.entries(some ?? {}))) {
    if (value === undefined) continue;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw invalidArgument(`The header ${JSON.stringify(name)} cannot be sent`);
    }
    merged[name.toLowerCase()] = value;
  }
  return merged;
}

const TELLING = /auth|key|token|secret|cookie|password|^x-mcp-/;

/** What of the headers is secret: the value, and that of it which follows `Bearer`. */
export function secretsIn(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => TELLING.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+ /, '')]);
}
