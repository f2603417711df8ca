import * as t from 'io-ts';
import type { SettingType } from './setting';

/**
 * The type named by what a value must be. It reads one wherever it comes from: flags and variables
 * give text, the file gives what YAML makes of it.
 */
function valueType<A>(
  mustBe: string,
  is: (value: unknown) => value is A,
  parse: (given: unknown) => unknown,
): SettingType<A> {
  return new t.Type<A, unknown, unknown>(
    mustBe,
    is,
    (given, context) => {
      const value = parse(given);
      return is(value) ? t.success(value) : t.failure(given, context);
    },
    t.identity,
  );
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const trimmed = (given: unknown) => (typeof given === 'string' ? given.trim() : given);

export const text = valueType('text', isText, trimmed);

export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): SettingType<number> {
  const lowest = min === 1 ? 'above 0' : `of at least ${min}`;
  const range = max < Number.MAX_SAFE_INTEGER ? `from ${min} to ${max}` : lowest;
  return valueType(
    `a whole number ${range}`,
    (value): value is number => t.Int.is(value) && value >= min && value <= max,
    (given) => (isText(given) && /^\s*-?\d+\s*$/.test(given) ? Number(given) : given),
  );
}

/** The longest delay a timer can have, in milliseconds. */
const TIMER_MAX = 2_147_483_647;

export const milliseconds = wholeNumber(1, TIMER_MAX);

export const limit = orOff(wholeNumber(1));
export const limitOfTime = orOff(milliseconds);

const TRUTHS: ReadonlyMap<unknown, boolean> = new Map([
  ...[true, 1, '1', 'true', 'yes', 'on'].map((word) => [word, true] as const),
  ...[false, 0, '0', 'false', 'no', 'off'].map((word) => [word, false] as const),
]);

export const truth = valueType('true or false', t.boolean.is, (given) =>
  TRUTHS.get(typeof given === 'string' ? given.trim().toLowerCase() : given),
);

export function oneOf<const A extends string>(...choices: readonly A[]): SettingType<A> {
  const type = valueType(
    choices.length > 1
      ? `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`
      : choices.join(),
    (value): value is A => choices.some((choice) => choice === value),
    trimmed,
  );
  return Object.assign(type, { choices });
}

/** A list of texts, which a variable has in one line. */
export function list(
  of: string,
  separator: string,
  separatorName: string,
): SettingType<readonly string[]> {
  return valueType(
    `a list of ${of}, in a variable separated by ${separatorName}`,
    (value): value is readonly string[] => Array.isArray(value) && value.every(isText),
    (given) => {
      if (Array.isArray(given)) return given.map(trimmed);
      return typeof given === 'string'
        ? given
            .split(separator)
            .map((part) => part.trim())
            .filter(Boolean)
        : given;
    },
  );
}

/** A secret that cannot be guessed by trying: HS256 wants a key of 256 bits. */
export const strongSecret = valueType(
  'a secret of at least 32 characters',
  (value): value is string => isText(value) && value.length >= 32,
  trimmed,
);

/** A public key. Where a line cannot be broken, `\n` stands for the break. */
export const publicKey = valueType(
  'a public key in PEM format (-----BEGIN PUBLIC KEY-----)',
  (value): value is string => isText(value) && /^-----BEGIN (?:RSA )?PUBLIC KEY-----\n/.test(value),
  (given) => (typeof given === 'string' ? given.trim().replaceAll('\\n', '\n') : given),
);

export const url = valueType(
  'a URL that begins with https:// or http://',
  (value): value is string => isText(value) && /^https?:\/\//.test(value) && URL.canParse(value),
  trimmed,
);

function orOff(number: SettingType<number>): SettingType<number> {
  return valueType(
    `${number.name}, or off`,
    (value): value is number => value === Infinity || number.decode(value)._tag === 'Right',
    (given) => {
      if (given === 'off') return Infinity;
      const decoded = number.decode(given);
      return decoded._tag === 'Right' ? decoded.right : given;
    },
  );
}
