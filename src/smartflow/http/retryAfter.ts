import { asyncScheduler } from 'rxjs';

/**
 * The seconds that an answer asks to wait: a number in its body, else `Retry-After`, which is a
 * number of seconds or a date.
 */
export function retryAfterOf(body: unknown, header: string | undefined): number | undefined {
  return seconds(body) ?? seconds(header) ?? until(header);
}

function seconds(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const number = value === '' ? NaN : Number(value);
  return number >= 0 && number < Infinity ? number : undefined;
}

function until(date = ''): number | undefined {
  const at = /^[a-z]/i.test(date) ? Date.parse(date) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - asyncScheduler.now()) / 1000));
}
