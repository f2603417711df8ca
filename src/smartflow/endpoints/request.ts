import type { RequestOptions } from '../client';
import { bytes, json, text } from '../http/read';
import { demand } from '../invalid';
import type { Service } from '../options';
import type { Endpoint } from './endpoint';

const READERS = { json, text, bytes };

/** The row of a request that the table does not have. */
export function requestEndpoint<T>(
  service: Service,
  method: string,
  path: string,
  { query, body, as = 'json', decode }: RequestOptions<T> = {},
): Endpoint<T> {
  const verb = method.toUpperCase();
  return {
    service,
    verb,
    path: path.replace(/[{}]/g, encodeURIComponent), // nothing is to be filled in
    direct: { needs: `${verb} ${path}` },
    ask: () => {
      // What follows the host without a slash would be part of it.
      demand(path.startsWith('/'), 'path must begin with /');
      demand(/^[A-Z]+$/.test(verb), 'method must be one of HTTP');
      demand(body === undefined || !/^(GET|HEAD)$/.test(verb), `${verb} has no body`);
      return { query, body };
    },
    read: READERS[as],
    ...(decode && { result: decode }),
  };
}
