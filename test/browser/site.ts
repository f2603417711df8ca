import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type * as operatorPage from './pages/operator';
import type * as smartflowPage from './pages/smartflow';

/** What the script of each page has to offer. */
export interface Pages {
  readonly operator: typeof operatorPage;
  readonly smartflow: typeof smartflowPage;
}
const SCRIPTS = ['operator', 'smartflow', 'worker'];

/** The name of the global that has it. */
export const GLOBAL = 'page';

/** A site on loopback. */
export interface Site {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the pages of `pages`, as an application would: bundled, with a policy that forbids `eval`. */
export async function startSite(): Promise<Site> {
  const scripts = new Map(await Promise.all(SCRIPTS.map(bundled)));
  const server = createServer(({ url = '' }, response) => {
    const script = scripts.get(url);
    if (script !== undefined) {
      response.setHeader('content-type', 'text/javascript').end(script);
      return;
    }
    const [page] = /\w+$/.exec(url) ?? [];
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-security-policy', "default-src 'self'; connect-src *");
    response.end(`<!doctype html><title>${page}</title><script src="/${page}.js"></script>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/**
 * The script of a page. The package is found by its own `exports`, in `dist`, for the paths of our
 * `tsconfig.json` are none of an application. What asks for something of Node does not build.
 */
async function bundled(script: string): Promise<readonly [path: string, text: string]> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${script}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: GLOBAL,
    tsconfigRaw: {},
  });
  return [`/${script}.js`, outputFiles[0]?.text ?? ''];
}
