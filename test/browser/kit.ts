import { chromium, type Browser } from 'playwright-core';
import { filter, firstValueFrom, ReplaySubject, skip, timeout, type Observable } from 'rxjs';
import type { ConnectionState } from 'smooth-operator-rx';
import {
  startServer,
  type LogEntry,
  type RunningServer,
  type ServerOptions,
} from 'smooth-operator-rx/server';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { closeAll } from '../node/kit';
import { findChromium } from './chromium.mjs';
import { startSite, type Pages, type Site } from './site';
import { openTab, type Tab } from './tab';

let browser: Browser;
let site: Site;
const tabs: Tab<keyof Pages>[] = [];
const running: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium.');
  site = await startSite();
  browser = await chromium.launch({
    executablePath,
    // Chromium has none for root, which is who runs in a container.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [`--host-resolver-rules=MAP ${OTHER_HOST} 127.0.0.1`],
    // Playwright forbids what every user has: that a page one left is kept.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
});

afterEach(async () => {
  const problems = tabs.flatMap((tab) => tab.problems);
  await Promise.all(tabs.splice(0).map((tab) => tab.close()));
  await Promise.all(running.splice(0).map((one) => one.close()));
  await closeAll();
  expect(problems, 'what the page has left unheard').toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** A name that leads to this machine, and is none that a browser trusts for it. */
export const OTHER_HOST = 'app.test';

/** Opens one of the pages, to be closed after the test. What it leaves unheard fails the test. */
export async function open<Name extends keyof Pages>(
  page: Name,
  host?: string,
): Promise<Tab<Name>> {
  const tab = await openTab<Name>(browser, `${origin(host)}/${page}`);
  tabs.push(tab);
  return tab;
}

/** Where the pages come from. */
export const origin = (host = '127.0.0.1') => `http://${host}:${site.port}`;

/** Closes it after the test. */
export function owned<T extends { close(): Promise<void> }>(one: T): T {
  running.push(one);
  return one;
}

export interface LoggedServer extends RunningServer {
  /** All that it has told. Replays. */
  readonly log$: Observable<LogEntry>;
  /** The same, so far. */
  readonly log: readonly LogEntry[];
}

/** Starts a server of ours, on a free port unless one is given; closed after the test. */
export async function serve(options: ServerOptions = {}): Promise<LoggedServer> {
  const log$ = new ReplaySubject<LogEntry>(Infinity);
  const log: LogEntry[] = [];
  const server = await startServer({
    port: 0,
    ...options,
    onLog: (entry) => {
      log.push(entry);
      log$.next(entry);
    },
  });
  return owned({ ...server, log$, log });
}

/** The first that fits; a test that waits for it for ten seconds has failed. */
export function first<T, S extends T = T>(
  values$: Observable<T>,
  fits: ((value: T) => value is S) | ((value: T) => boolean) = () => true,
): Promise<S> {
  return firstValueFrom(values$.pipe(filter(fits as (value: T) => value is S), timeout(10_000)));
}

type Of<S> = Extract<ConnectionState, { status: S }>;

/** Waits until the page has told a state with this status, for the `nth` time, under the name `state`. */
export function state<S extends ConnectionState['status']>(
  tab: Tab<'operator'>,
  status: S,
  nth = 1,
): Promise<Of<S>> {
  const states$ = tab.told<ConnectionState>('state').pipe(
    filter((now): now is Of<S> => now.status === status),
    skip(nth - 1),
  );
  return first(states$);
}
