import { map, type OperatorFunction } from 'rxjs';

/**
 * Each value as a line of newline-delimited JSON.
 *
 * ```
 * source    --{a:1}-----{a:2}-----|
 * ndjson()  --'{"a":1}\n'--'{"a":2}\n'--|
 * ```
 *
 * @throws through the Observable, a `TypeError` for what JSON cannot carry
 * @example
 * turnReadable(session.turn('Hello').pipe(ndjson()), { objectMode: false }).pipe(process.stdout);
 */
export function ndjson(): OperatorFunction<unknown, string> {
  return map((value) => {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`JSON cannot carry a ${typeof value}.`);
    return `${text}\n`;
  });
}
