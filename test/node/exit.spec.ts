import { of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { event, startScriptedServer, type ScriptedServer } from 'smooth-operator-rx/testing';
import { runNode } from '../e2e/child';
import { closeAll, refusedUrl, tcpServer, webSocketServer } from './kit';

let scripted: ScriptedServer | undefined;
afterEach(async () => {
  await scripted?.close();
  scripted = undefined;
  await closeAll();
});

/** Runs a program that has a `client`, and at its end tells what keeps it from ending. */
async function program(url: string, body: string, options = '') {
  const { code, stdout, stderr } = await runNode([
    '--input-type=module',
    '--eval',
    `
      import { createClient } from 'smooth-operator-rx';
      import { nodeSocket } from 'smooth-operator-rx/node';
      const client = createClient({ url: '${url}', socket: nodeSocket(), ${options} });
      const say = (what) => console.log(what);
      process.once('beforeExit', () => {
        const left = process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout|Immediate/.test(kind));
        say('left: ' + (left.join() || 'nothing'));
      });
      ${body}
    `,
  ]);
  return { code, lines: stdout.trim().split('\n'), stderr };
}

describe('a Node process', () => {
  it('ends by itself after the last subscriber left, and nothing is left [STATE-2]', async () => {
    scripted = await startScriptedServer({ answer: (a) => of(event.pong(a, 1)) });
    const ended = await program(
      scripted.url,
      `client.state$.subscribe(({ status }) => say(status));
       client.ping().subscribe(({ type }) => say(type));`,
      'linger: 10',
    );
    expect(ended).toEqual({
      code: 0,
      lines: ['idle', 'connecting', 'open', 'pong', 'idle', 'left: nothing'],
      stderr: '',
    });
  });

  it('is kept by nothing that was only made or watched', async () => {
    const ended = await program(
      await refusedUrl(),
      `client.state$.subscribe(({ status }) => say(status));
       client.uncorrelated$; client.ping();`,
    );
    expect(ended).toEqual({ code: 0, lines: ['idle', 'left: nothing'], stderr: '' });
  });

  it('ends when its client is closed, though it is in use', async () => {
    scripted = await startScriptedServer();
    const ended = await program(
      scripted.url,
      `client.uncorrelated$.subscribe();
       client.state$.subscribe(({ status }) => {
         say(status);
         if (status === 'open') client.close();
       });`,
    );
    expect(ended).toEqual({
      code: 0,
      lines: ['connecting', 'open', 'closed', 'left: nothing'],
      stderr: '',
    });
  });

  it('ends soon after it has left a server that answers nothing any more', async () => {
    const { server, url } = await webSocketServer();
    server.on('connection', (socket) => {
      socket.pause();
    });
    const ended = await program(
      url,
      `const used = client.uncorrelated$.subscribe();
       client.state$.subscribe(({ status }) => { if (status === 'open') used.unsubscribe(); });`,
      'linger: 0',
    );
    expect(ended).toEqual({ code: 0, lines: ['left: nothing'], stderr: '' });
  });

  it.each([
    [
      'while it waits to try again',
      () => refusedUrl(),
      `client.state$.subscribe(({ status }) => { if (status === 'waiting') used.unsubscribe(); });`,
      'linger: 0, reconnect: { baseDelay: 1e9, maxDelay: 1e9 }',
    ],
    [
      'while it connects',
      async () => (await tcpServer()).url,
      `client.state$.subscribe(({ status }) => { if (status === 'connecting') queueMicrotask(() => used.unsubscribe()); });`,
      'linger: 0',
    ],
    [
      'while its token is fetched, though the fetch fails afterwards',
      () => refusedUrl(),
      `queueMicrotask(() => used.unsubscribe());`,
      `linger: 0, token: () => new Promise((_, no) => setImmediate(() => no(new Error('late'))))`,
    ],
  ])('ends when the last one leaves %s', async (_, url, body, options) => {
    const ended = await program(
      await url(),
      `const used = client.uncorrelated$.subscribe();\n${body}`,
      options,
    );
    expect(ended).toEqual({ code: 0, lines: ['left: nothing'], stderr: '' });
  });
});
