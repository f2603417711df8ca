import type { IncomingMessage } from 'node:http';

/** Where the WebSocket is. */
export const PATH = '/ws';

/** The path of a request, without its query. */
export function pathOf({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  return url.split('?', 1)[0] ?? '/';
}
