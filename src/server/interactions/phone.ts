const INTERNATIONAL = /^\+[1-9]\d{7,14}$/;
/** As it is dialled in North America, with or without the country's 1. */
const NATIONAL = /^1?(\d{10})$/;

/**
 * A number as E.164 (`+15551234567`); `undefined` if the text is none. One without a country code
 * is taken for North American.
 */
export function phoneOf(text: string): string | undefined {
  const digits = text.replace(/[\s\-.()]/g, '');
  if (INTERNATIONAL.test(digits)) return digits;
  const national = NATIONAL.exec(digits)?.[1];
  return national === undefined ? undefined : `+1${national}`;
}
