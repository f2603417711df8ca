import { asyncScheduler } from 'rxjs';

/**
 * The seconds that an answer asks to wait: a number in its body, else `Retry-After`, which is a
 * number of seconds or a date.
 */
export function retryAfterOf(body: unknown, header = ''): number | undefined {
  const date = Date.parse(String(/^[a-z].*/i.exec(header))); // a number would be a year
  const until = Math.ceil((date - asyncScheduler.now()) / 1000);
  return [body, header]
    .map((told) => parseFloat(String(told)))
    .concat(Math.max(0, until))
    .find((seconds) => seconds >= 0 && seconds < Infinity);
}
