import type { Browser, JSHandle, Page } from 'playwright-core';
import { filter, map, ReplaySubject, type Observable } from 'rxjs';
import { GLOBAL, type Pages } from './site';

/** A WebSocket that the page has made. */
export interface SeenSocket {
  readonly url: string;
  /** Each frame that the page has sent, as its action. */
  readonly sent: { readonly action: string; readonly [field: string]: unknown }[];
}

/** A page in a tab of its own, with storage of its own. */
export interface Tab<Name extends keyof Pages> {
  readonly page: Page;
  /** The exports of the page's script. `lib.evaluate(({ createClient }, url) => …, url)` runs there. */
  readonly lib: JSHandle<Pages[Name]>;
  /** What the page tells under this name. Replays all. */
  readonly told: <T>(what: string) => Observable<T>;
  /** In the order in which they were made. */
  readonly sockets: readonly SeenSocket[];
  /** Errors that nobody caught, rejections that nobody heard, and what the console had as an error. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** What a browser says of itself on the console when the network fails. */
const NETWORK_LINE =
  /^(Failed to load resource|WebSocket connection to '.*' failed|Access to fetch at '.*' has been blocked by CORS)/;

export async function openTab<Name extends keyof Pages>(
  browser: Browser,
  url: string,
): Promise<Tab<Name>> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const told$ = new ReplaySubject<{ what: string; value: unknown }>(Infinity);
  await page.exposeFunction('tellTest', (what: string, value: unknown) => {
    told$.next({ what, value });
  });

  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !NETWORK_LINE.test(text)) problems.push(text);
  });
  const sockets: SeenSocket[] = [];
  page.on('websocket', (socket) => {
    const seen: SeenSocket = { url: socket.url(), sent: [] };
    sockets.push(seen);
    socket.on('framesent', ({ payload }) =>
      seen.sent.push(JSON.parse(String(payload)) as SeenSocket['sent'][number]),
    );
  });

  await page.goto(url);
  return {
    page,
    lib: (await page.evaluateHandle(GLOBAL)) as unknown as JSHandle<Pages[Name]>,
    told: <T>(name: string) =>
      told$.pipe(
        filter(({ what }) => what === name),
        map(({ value }) => value as T),
      ),
    sockets,
    problems,
    close: () => context.close(),
  };
}
