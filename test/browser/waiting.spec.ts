import { describe, expect, it } from 'vitest';
import { first, open, origin, serve, state, type LoggedServer } from './kit';

/** A client whose server has gone, so that it waits for an hour; and the server, come back. */
async function waiting() {
  const gone = await serve();
  const tab = await open('operator');
  const client = await tab.lib.evaluateHandle(
    ({ connect }, url) =>
      connect({
        url,
        reconnect: { baseDelay: 3_600_000, maxDelay: 3_600_000 },
        random: () => 0.999,
      }),
    gone.url,
  );
  await state(tab, 'open');
  await gone.close();
  await state(tab, 'waiting');
  return { tab, client, server: await serve({ port: gone.port }) };
}

/** Waits until the client is connected again. There must be one socket, and no more. */
async function backByOneSocket({ tab, server }: Awaited<ReturnType<typeof waiting>>) {
  await state(tab, 'open', 2);
  await first(server.log$, ({ kind }) => kind === 'connected');
  expect(connections(server)).toBe(1);
}

const connections = ({ log }: LoggedServer) =>
  log.filter(({ kind }) => kind === 'connected').length;

describe('a wait between two attempts, in Chromium', () => {
  it('is cut short when the network is back', async () => {
    const scene = await waiting();
    const context = scene.tab.page.context();
    await context.setOffline(true);
    await context.setOffline(false);
    await backByOneSocket(scene);
  });

  it('is cut short when the page is shown again as it was left', async () => {
    const scene = await waiting();
    const { page, lib, told } = scene.tab;
    await lib.evaluate(({ tell }) => {
      window.addEventListener('pageshow', ({ persisted }) => {
        tell('restored', persisted);
      });
    });
    await page.goto(`${origin()}/smartflow`);
    await page.goBack({ waitUntil: 'commit' });
    expect(await first(told('restored'))).toBe(true);
    await backByOneSocket(scene);
  });

  it('is cut short when its tab becomes visible', async () => {
    const scene = await waiting();
    // Without a display no tab is ever hidden.
    await scene.tab.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await backByOneSocket(scene);
  });

  it('makes one socket, however many reasons there are at once', async () => {
    const scene = await waiting();
    const { tab, client } = scene;
    await tab.page.evaluate(() => {
      for (let n = 0; n < 3; n++) {
        window.dispatchEvent(new Event('online'));
        window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
        document.dispatchEvent(new Event('visibilitychange'));
      }
    });
    await backByOneSocket(scene);
    const pong = await client.evaluate(
      (connected, { rxjs }) => rxjs.firstValueFrom(connected.ping()),
      tab.lib,
    );
    expect(pong.type).toBe('pong');
    expect(connections(scene.server)).toBe(1);
    expect(tab.sockets).toHaveLength(2);
  });
});
