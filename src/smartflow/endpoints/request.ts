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
  const needs = `${verb} ${path}`;
  return {
    service,
    verb,
    path,
    direct: { needs },
    ask: () => {
      // What follows the host without a slash would be part of it.
      demand(/^[A-Z]+ \//.test(needs), 'method must be one of HTTP, path begin with /');
      demand(body === undefined || !/^(GET|HEAD)$/.test(verb), `${verb} has no body`);
      return { params: undefined, query, body }; // nothing is to be filled in
    },
    read: READERS[as],
    result: decode,
  };
}
