import type { RequestOptions } from '../client';
import { ValidationError } from '../errors';
import { bytes, json, text } from '../http/read';
import type { Service } from '../options';
import { Misread, type Endpoint } from './endpoint';

const READERS = { json, text, bytes };

/** The row of a request that the table does not have. */
export function requestEndpoint<T>(
  service: Service,
  method: string,
  path: string,
  { query, body, as = 'json', decode, ...call }: RequestOptions<T> = {},
): Endpoint<[], T> {
  const verb = method.toUpperCase();
  return {
    service,
    verb,
    path,
    direct: { needs: `${verb} ${path}` },
    ask: () => {
      // What follows the host without a slash would be part of it.
      demand(path.startsWith('/'), 'path must begin with /');
      demand(/^[A-Z]+$/.test(verb), 'method must be one of HTTP');
      demand(body === undefined || !/^(GET|HEAD)$/.test(verb), `${verb} has no body`);
      return { query, body, call };
    },
    read: READERS[as],
    result: (answer) => {
      if (!decode) return answer as T;
      try {
        return decode(answer);
      } catch (error) {
        throw new Misread(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

function demand(holds: boolean, told: string): void {
  if (!holds) throw new ValidationError(`request: ${told}`, { code: 'INVALID_ARGUMENT' });
}
