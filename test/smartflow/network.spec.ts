import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createSmartflow, type SmartflowOptions } from 'smooth-operator-rx/smartflow';
import { ROUTES } from './faults';
import { failure, says } from './kit';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A server on a free port that answers so, for each service, and a client of it. */
async function serving(listener: RequestListener, options: SmartflowOptions = {}) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createSmartflow({
    baseUrl: url,
    managementUrl: url,
    complianceUrl: url,
    bridgeUrl: url,
    ...options,
  });
}

const event = `data: ${JSON.stringify(says('Hel'))}\n\n`;

describe('over a real connection', () => {
  it('a chat streams, and what it is sent is what the server reads', async () => {
    const smartflow = await serving((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(`${event}data: [DONE]\n\n`);
      });
    });
    expect(await lastValueFrom(smartflow.streamChat('Hi').pipe(toArray()))).toEqual(['Hel']);
  });

  it('unsubscribing closes the socket, before the answer and within it', async () => {
    let answered = false;
    const closed: Promise<unknown>[] = [];
    const arrived: (() => void)[] = [];
    const smartflow = await serving((request, response) => {
      closed.push(once(request.socket, 'close'));
      if (answered) response.write(event);
      answered = true;
      arrived.shift()?.();
    });
    const arrives = new Promise<void>((resolve) => arrived.push(resolve));
    const subscription = smartflow.chat('Hi').subscribe();
    await arrives;
    subscription.unsubscribe();
    await closed[0];

    expect(await firstValueFrom(smartflow.streamChat('Hi').pipe(take(1)))).toBe('Hel');
    await closed[1];
    expect(closed).toHaveLength(2);
  });

  it.each(ROUTES)(
    '%s to nobody is a connection error that says whom it was to',
    async (_, call) => {
      const smartflow = await serving(() => undefined);
      const { port } = server?.address() as AddressInfo;
      server?.close();
      await once(server as Server, 'close');
      expect(await firstValueFrom(failure(call(smartflow)))).toMatchObject({
        name: 'SmartflowConnectionError',
        code: 'CONNECTION',
        message: `127.0.0.1:${port} cannot be reached`,
        retryable: true,
        cause: { cause: { code: 'ECONNREFUSED' } },
      });
    },
  );

  it.each(ROUTES)(
    '%s that nobody answers is a timeout, and its socket is closed',
    async (_, call) => {
      const sockets: Socket[] = [];
      const smartflow = await serving(({ socket }) => sockets.push(socket), { timeout: 40 });
      expect(await firstValueFrom(failure(call(smartflow)))).toMatchObject({
        name: 'SmartflowTimeoutError',
        code: 'TIMEOUT',
        message: expect.stringMatching(/^127\.0\.0\.1:\d+ was silent for 40 ms$/),
        retryable: true,
      });
      for (const socket of sockets) if (!socket.closed) await once(socket, 'close');
    },
  );

  it.each(ROUTES)('%s whose answer stops is a timeout', async (_, call) => {
    const smartflow = await serving((_request, response) => response.write('{"choices":'), {
      timeout: 40,
    });
    expect(await firstValueFrom(failure(call(smartflow)))).toMatchObject({
      name: 'SmartflowTimeoutError',
    });
  });

  it.each(ROUTES)('%s whose answer breaks off is a connection error', async (_, call) => {
    const smartflow = await serving((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('{"choices":', () => response.destroy());
    });
    expect(await firstValueFrom(failure(call(smartflow)))).toMatchObject({
      name: 'SmartflowConnectionError',
      message: expect.stringMatching(/^The answer of 127\.0\.0\.1:\d+ broke off$/),
    });
  });

  it.each([
    ['announced', true],
    ['not announced', false],
  ])('an answer of 200 MB that was %s is refused, and read no further', async (_, isAnnounced) => {
    const size = 200_000_000;
    let written = 0;
    const closed: Promise<unknown>[] = [];
    const smartflow = await serving(({ socket }, response) => {
      closed.push(new Promise((resolve) => socket.once('close', resolve))); // an error comes first
      response.writeHead(200, isAnnounced ? { 'content-length': size } : {});
      const piece = Buffer.alloc(1_000_000, ' ');
      const write = (): void => {
        while (written < size && !response.destroyed) {
          written += piece.length;
          if (!response.write(piece)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    expect(await firstValueFrom(failure(smartflow.chat('Hi')))).toMatchObject({
      name: 'ResponseError',
      code: 'TOO_LARGE',
    });
    await closed[0];
    expect(written).toBeLessThan(50_000_000); // 32 MiB, and what the sockets hold
  });

  it('what is packed small and is too large is refused, too', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(1_000_000, ' '));
    const smartflow = await serving(
      (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(bomb);
      },
      { maxResponseBytes: 100_000 },
    );
    expect(bomb.length).toBeLessThan(100_000);
    expect(await firstValueFrom(failure(smartflow.chat('Hi')))).toMatchObject({
      code: 'TOO_LARGE',
    });
  });

  it('a redirect takes the keys nowhere', async () => {
    const asked: string[] = [];
    const smartflow = await serving(
      ({ url = '' }, response) => {
        asked.push(url);
        response.writeHead(307, { location: '/elsewhere' });
        response.end();
      },
      { apiKey: 'sk-sf-0123456789abcdef' },
    );
    expect(await firstValueFrom(failure(smartflow.health()))).toMatchObject({
      message: 'The gateway answered with status 307',
      status: 307,
      retryable: false,
    });
    expect(asked).toEqual(['/health']);
  });

  it('a retry, when it is asked for, makes good what failed before it began', async () => {
    let asked = 0;
    const smartflow = await serving(
      (_request, response) => {
        if (++asked === 1) return void response.destroy();
        if (asked === 2) return void response.writeHead(503).end();
        response.end(`${event}data: [DONE]\n\n`);
      },
      { retry: { count: 2, delay: 0 } },
    );
    expect(await firstValueFrom(smartflow.streamChat('Hi'))).toBe('Hel');
    expect(asked).toBe(3);
  });

  it('nothing is tried again unasked, nor what has begun', async () => {
    let asked = 0;
    const smartflow = await serving((_request, response) => {
      asked++;
      response.write(event, () => response.destroy());
    });
    const retry = { count: 5, delay: 0 };
    for (const options of [{}, { retry }, { retry: false } as const]) {
      const all$ = failure(smartflow.streamChat('Hi', options)).pipe(toArray());
      expect(await firstValueFrom(all$)).toMatchObject([
        'Hel',
        { name: 'SmartflowConnectionError' },
      ]);
    }
    expect(asked).toBe(3);
  });
});
