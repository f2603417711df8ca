import { concat, firstValueFrom, NEVER, Observable, of, Subject, take } from 'rxjs';
import type { Said } from 'smooth-operator-rx/testing';
import { describe, expect, it } from 'vitest';
import { all, first, start, told } from './kit';
import { ROUTE_CLASSES } from './routes';

const CHAT = 'POST /v1/chat/completions';

describe.each(ROUTE_CLASSES.map((route) => [route.name, route] as const))(
  '%s, as an Observable',
  (_, { call, fail, requests }) => {
    it('sends nothing before it is subscribed to', async () => {
      const { gateway, smartflow } = await start();
      const client = smartflow();
      const unheard$ = call(client);
      await first(client.health()); // had it sent something, that would have come before
      expect(unheard$).toBeInstanceOf(Observable);
      expect(requests(gateway).filter(({ path }) => path !== '/health')).toEqual([]);
    });

    it('sends as many requests as it has subscriptions', async () => {
      const { gateway, smartflow } = await start();
      const result$ = call(smartflow());
      await Promise.all([all(result$), all(result$)]);
      await all(result$);
      expect(requests(gateway)).toHaveLength(3);
    });

    it('closes its socket when it is unsubscribed from', async () => {
      const { gateway, smartflow } = await start();
      const services = [gateway.proxy, gateway.management, gateway.compliance, gateway.bridge];
      fail(gateway, 'hang');
      const subscription = call(smartflow()).subscribe();
      const request = await Promise.race(
        services.map(({ requests$ }) => firstValueFrom(requests$)),
      );
      subscription.unsubscribe();
      expect(await request.ended).toBe('left');
    });
  },
);

describe('a stream', () => {
  it('emits each piece when it is said, and ends its request when it is left', async () => {
    const said$ = new Subject<Said>();
    const { gateway, smartflow } = await start({ model: () => said$ });
    const seen$ = new Subject<string>();
    const subscription = smartflow().streamChat('Hi').subscribe(seen$);
    const request = await firstValueFrom(gateway.proxy.requests$);
    for (const text of ['Hel', 'lo']) {
      const seen = firstValueFrom(seen$);
      said$.next(text);
      expect(await seen).toBe(text);
    }
    expect(said$.observed).toBe(true);
    subscription.unsubscribe();
    expect(await request.ended).toBe('left');
    expect(said$.observed).toBe(false);
  });

  it('is left when its reader has enough', async () => {
    const { gateway, smartflow } = await start({ model: () => concat(of('one'), NEVER) });
    expect(await all(smartflow().streamChat('Hi').pipe(take(1)))).toEqual(['one']);
    expect(await gateway.proxy.requests[0]?.ended).toBe('left');
  });

  it('is left with the loop that reads it', async () => {
    const said$ = new Subject<Said>();
    const { gateway, smartflow } = await start({ model: () => said$ });
    const pieces = smartflow().promises.streamChat('Hi');
    const next = pieces.next();
    await firstValueFrom(gateway.proxy.requests$);
    said$.next('Hel');
    expect(await next).toEqual({ done: false, value: 'Hel' });
    await pieces.return?.();
    expect(await gateway.proxy.requests[0]?.ended).toBe('left');
  });
});

describe('a client that is closed', () => {
  it('ends what is under way, and sends no more', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.fail(CHAT, 'hang');
    const client = smartflow();
    const outcome = told(client.chat('Hi'));
    const request = await firstValueFrom(gateway.proxy.requests$);
    client.close();
    expect((await outcome).error).toMatchObject({ code: 'CLOSED' });
    expect(await request.ended).toBe('left');
    expect((await told(client.chat('Hi'))).error).toMatchObject({ code: 'CLOSED' });
    expect(gateway.proxy.requests).toHaveLength(1);
  });
});

describe('a call that may be made again', () => {
  const retry = { count: 2, delay: 0 };

  it('gets through when what failed has passed', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.fail(CHAT, 'unavailable', 1);
    gateway.proxy.fail(CHAT, 'drop', 1);
    expect(await all(smartflow({ retry }).chat('Hi'))).toEqual(['You said: Hi']);
    expect(gateway.proxy.requests).toHaveLength(3);
  });

  it('is made as often as it may, and no more', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.fail(CHAT, 'serverError');
    expect((await told(smartflow().chat('Hi', { retry }))).error).toMatchObject({ status: 500 });
    expect(gateway.proxy.requests).toHaveLength(3);
  });

  it.each(['badRequest', 'unauthorized', 'forbidden', 'notFound', 'truncatedAnswer'] as const)(
    'is not made again after %s, which will not pass',
    async (fault) => {
      const { gateway, smartflow } = await start();
      gateway.proxy.fail(CHAT, fault);
      await told(smartflow({ retry }).chat('Hi'));
      expect(gateway.proxy.requests).toHaveLength(1);
    },
  );

  it('is not made again once a stream has begun', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.fail(CHAT, 'reset');
    const { emitted, error } = await told(smartflow({ retry }).streamChat('Hi'));
    expect(emitted).toEqual(['You ']);
    expect(error).toMatchObject({ code: 'CONNECTION' });
    expect(gateway.proxy.requests).toHaveLength(1);
  });

  it('is not made again once an answer in one piece has begun, though it break off', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.fail(CHAT, 'reset');
    const { error } = await told(smartflow({ retry }).chat('Hi'));
    expect(error).toMatchObject({ code: 'CONNECTION', retryable: true });
    expect(gateway.proxy.requests).toHaveLength(1);
  });

  it('is made again when a stream has not', async () => {
    const { gateway, smartflow } = await start();
    gateway.proxy.fail(CHAT, 'unavailable', 2);
    const said = await all(smartflow({ retry }).streamChat('Hi'));
    expect(said).toEqual(['You ', 'said: ', 'Hi']);
    expect(gateway.proxy.requests).toHaveLength(3);
  });
});
