import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Lets the pages of some origins send what they want, and read what they are answered (CORS).
 *
 * @param origins - such as `http://localhost:5173`, or `*` for all
 * @returns what each request goes through first: whether that was all, for it was a browser that
 * asked what a page may send
 */
export function openTo(
  origins: readonly string[],
): (message: IncomingMessage, out: ServerResponse) => boolean {
  return ({ method, headers }, out) => {
    const { origin, 'access-control-request-method': wanted } = headers;
    if (origin === undefined || !['*', origin].some((one) => origins.includes(one))) return false;
    out.setHeader('access-control-allow-origin', origin);
    out.setHeader('access-control-expose-headers', '*');
    out.setHeader('vary', 'origin');
    if (method !== 'OPTIONS' || wanted === undefined) return false;
    out.setHeader('access-control-allow-methods', wanted);
    out.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '');
    out.writeHead(204).end();
    return true;
  };
}
