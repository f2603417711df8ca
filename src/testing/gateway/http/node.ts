import type * as http from 'node:http';

/**
 * The HTTP server of Node, asked for when it is needed: an import, even a dynamic one, would be resolved
 * by the bundler of whoever runs marble tests in a browser.
 */
export function nodeHttp(): typeof http {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') {
    throw new Error('A fake gateway listens on real sockets, and needs Node 20.19 or newer.');
  }
  return process.getBuiltinModule('node:http');
}
