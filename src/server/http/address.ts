import type { IncomingMessage } from 'node:http';

/**
 * Where a request comes from: the other side of its socket, or what the proxy in front of the server
 * says. An IPv4 address is the same whether or not it comes dressed as IPv6.
 */
export function addressOf(
  {
    headers,
    socket,
  }: Pick<IncomingMessage, 'headers'> & {
    readonly socket: { readonly remoteAddress?: string | undefined };
  },
  trustProxy: boolean,
): string {
  // Node joins several such headers into one; what a client sent comes before what its proxy added.
  const forwarded = trustProxy ? String(headers['x-forwarded-for'] ?? '') : '';
  const address = forwarded.split(',').at(-1)?.trim() || (socket.remoteAddress ?? '');
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
