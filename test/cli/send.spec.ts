import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { concat, EMPTY, firstValueFrom, filter, map, NEVER, of, type Observable } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeServerEvent, type ClientAction } from 'smooth-operator-rx/protocol';
import { startServer, type RunningServer } from 'smooth-operator-rx/server';
import {
  closing,
  event,
  startScriptedServer,
  type Frame,
  type ScriptedServer,
} from 'smooth-operator-rx/testing';
import { run } from '../../src/cli/run';
import { smoothOperator } from '../../src/cli/smoothOperator';
import { fakeIo, runCli, startCli, type FakeIoOptions } from './fakeIo';

const REFUND = 'Please refund order 1234, $25.50';

let server: RunningServer;
let url: string;

beforeAll(async () => {
  server = await startServer({ port: 0 });
  ({ url } = server);
});
afterAll(() => server.close());

let scripted: ScriptedServer | undefined;

afterEach(async () => {
  await scripted?.close();
  scripted = undefined;
});

/** A server that opens sessions, and answers a message with these frames. */
async function answeringWith(frames: (action: ClientAction) => Observable<Frame>) {
  scripted = await startScriptedServer({
    answer: (action) => {
      if (action.action === 'create_conversation_session') return event.sessionCreated(action);
      return action.action === 'send_message' ? frames(action) : EMPTY;
    },
  });
  return scripted;
}

const send = (argv: readonly string[], stdin?: string, options?: FakeIoOptions) =>
  runCli(['send', ...argv], stdin, options);

describe('send', () => {
  it('prints the answer on stdout, and nothing else there', async () => {
    const { code, stdout, stderr } = await send([
      'How long do I have to return an order?',
      '--url',
      url,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[^\n]*17[^\n]*\n$/);
    expect(stderr).toContain('[1] policies/returns.md');
  });

  it('prints tokens as they come on a terminal, and says the answer once', async () => {
    const { code, stdout } = await send(['Hello', '--url', url], '', {
      tty: ['stdout'],
    });
    expect(code).toBe(0);
    expect(stdout).toBe('Hello! What would you like to know?\n');
  });

  it('reads the message from stdin', async () => {
    const { code, stdout } = await send(['-', '--url', url], 'Hello\n');
    expect(code).toBe(0);
    expect(stdout).toContain('Hello!');
  });

  it('takes the server from the environment, and a flag before it', async () => {
    const nowhere = { SMOOTH_OPERATOR_URL: 'ws://127.0.0.1:1/ws' };
    const here = { SMOOTH_OPERATOR_URL: url };
    expect((await send(['Hello'], '', { env: here })).code).toBe(0);
    expect((await send(['Hello', '--url', url], '', { env: nowhere })).code).toBe(0);
  });

  it('says who it is, and goes on with a conversation', async () => {
    const { sent$, url } = await answeringWith((action) =>
      of(event.accepted(action), event.eventualResponse(action, { text: 'Hi' })),
    );
    const who = ['--name', 'Alice', '--agent-id', 'a1', '--conversation', 'c1'];
    expect((await send(['Hello', '--url', url, ...who])).code).toBe(0);
    expect(await firstValueFrom(sent$)).toMatchObject({
      action: 'create_conversation_session',
      agentId: 'a1',
      conversationId: 'c1',
      userName: 'Alice',
    });
  });

  it('says so when the conversation to go on with is not there', async () => {
    const { code, stderr } = await send(['Hello', '--url', url, '--conversation', 'c-unknown']);
    expect(code).toBe(0);
    expect(stderr).toContain('there is no conversation c-unknown here: this is a new one');
  });

  it('--json prints each event as a line, the last one ending the turn', async () => {
    const { code, stdout, stderr } = await send(['Hello', '--json', '--url', url]);
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const line of lines) expect(decodeServerEvent(line)).toMatchObject({ _tag: 'Right' });
    const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
    expect([...new Set(types)]).toEqual([
      'immediate_response',
      'stream_token',
      'eventual_response',
    ]);
    expect(types.filter((type) => type === 'eventual_response')).toHaveLength(1);
  });
});

describe('a write that send meets', () => {
  it('is denied where nobody can be asked, and stderr says so', async () => {
    const { code, stdout, stderr } = await send([REFUND, '--url', url]);
    expect(code).toBe(0);
    expect(stderr).toContain('denied: no terminal to ask on, see --yes: Refund');
    expect(stdout).not.toContain('Refunded');
  });

  it('is approved with --yes', async () => {
    const { code, stdout, stderr } = await send([REFUND, '--yes', '--url', url]);
    expect(code).toBe(0);
    expect(stderr).toContain('approved: Refund 25.50 for order 1234');
    expect(stdout).toContain('Refunded 25.50 for order 1234');
  });

  it('is denied with --no, also on a terminal', async () => {
    const { stdout, stderr } = await send([REFUND, '--no', '--url', url], '', {
      tty: ['stdin', 'stderr'],
    });
    expect(stderr).toContain('denied: Refund 25.50 for order 1234');
    expect(stdout).not.toContain('Refunded');
  });

  it('is asked about on a terminal, until the answer is yes or no', async () => {
    const cli = startCli(['send', REFUND, '--url', url], { tty: ['stdin', 'stderr'] });
    await cli.err.seen('[y/n] ');
    cli.stdin.write('perhaps\r');
    await cli.err.seen(/perhaps[^]*\[y\/n\] /);
    cli.stdin.write('y\r');
    expect(await cli.exit).toBe(0);
    expect(cli.out.text).toContain('Refunded 25.50 for order 1234');
    expect(cli.err.text).toContain('approve? Refund 25.50 for order 1234 [y/n]');
  });

  it('and at which the person types Ctrl-C, ends the command', async () => {
    const cli = startCli(['send', REFUND, '--url', url], { tty: ['stdin', 'stderr'] });
    await cli.err.seen('[y/n] ');
    cli.stdin.write('\x03');
    expect(await cli.exit).toBe(130);
    expect(cli.out.text).toBe('');
  });
});

describe('what goes wrong becomes one line and an exit code', () => {
  const failure = async (argv: readonly string[], env?: FakeIoOptions['env']) => {
    const { code, stdout, stderr } = await send(['Hello', ...argv], '', { ...(env && { env }) });
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    return { code, stderr };
  };

  it('1: the server said no', async () => {
    const { url } = await answeringWith((action) =>
      of(event.error(action, 'LLM_UNAVAILABLE', 'No model is configured.')),
    );
    const { code, stderr } = await failure(['--url', url]);
    expect(code).toBe(1);
    expect(stderr).toBe('smooth-operator: No model is configured. (LLM_UNAVAILABLE)\n');
  });

  it('1: the turn was cancelled by somebody else', async () => {
    const { url } = await answeringWith((action) => of(event.cancelled(action)));
    const { code, stderr } = await send(['Hello', '--url', url]);
    expect(code).toBe(1);
    expect(stderr).toContain('The turn was cancelled.');
  });

  it('2: a wrong URL', async () => {
    const { code, stderr } = await failure(['--url', 'http://127.0.0.1/ws']);
    expect(code).toBe(2);
    expect(stderr).toContain('must be a ws:// or wss:// URL');
  });

  it.each([
    ['an empty message', [''], '', 'There is no message to send.'],
    ['an empty message on stdin', ['-'], ' \n', 'There is no message to send.'],
    ['a message that is too long', ['-'], 'x'.repeat(10_001), 'is longer than 10000 characters.'],
  ])('2: %s', async (_, argv, stdin, complaint) => {
    const { code, stderr } = await send([...argv, '--url', url], stdin);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^smooth-operator: .*\n$/);
    expect(stderr).toContain(complaint);
  });

  it('3: a refused port', async () => {
    const { code, stderr } = await failure(['--url', 'ws://127.0.0.1:1/ws']);
    expect(code).toBe(3);
    expect(stderr).toContain('ws://127.0.0.1:1/ws: The connection was given up');
    expect(stderr).toContain('smooth-operator serve starts one.');
  });

  it('3: a path that is not the server’s', async () => {
    const { code, stderr } = await failure(['--url', url.replace('/ws', '/nowhere')]);
    expect(code).toBe(3);
    expect(stderr).toContain('HTTP 400');
    expect(stderr).toContain('Is that its path? That of smooth-operator serve is /ws.');
  });

  it('3: credentials that are refused', async () => {
    scripted = await startScriptedServer({ push$: of(closing(4401)) });
    const { code, stderr } = await failure(['--url', scripted.url]);
    expect(code).toBe(3);
    expect(stderr).toContain('go into --token, or into SMOOTH_OPERATOR_TOKEN.');
  });

  it('3: a server that closes at once', async () => {
    scripted = await startScriptedServer({ push$: of(closing(1011, 'not now')) });
    const { code, stderr } = await failure(['--url', scripted.url]);
    expect(code).toBe(3);
    expect(stderr).toContain('1011');
  });

  it('3: a server that closes in the middle of the answer', async () => {
    const { url } = await answeringWith((action) =>
      of(event.accepted(action), event.streamToken(action, 'Hel'), closing(1001)),
    );
    const { code, stderr } = await failure(['--url', url]);
    expect(code).toBe(3);
    expect(stderr).toContain('lost before the answer was complete');
  });

  it('4: a server that never answers', async () => {
    scripted = await startScriptedServer({ answer: () => NEVER });
    const { code, stderr } = await failure(['--url', scripted.url, '--timeout', '0.05']);
    expect(code).toBe(4);
    expect(stderr).toContain('was not answered within 50 ms');
  });

  it('4: a turn that does not end', async () => {
    const { url } = await answeringWith((action) => concat(of(event.accepted(action)), NEVER));
    const { code, stderr } = await failure(['--url', url, '--timeout', '0.05']);
    expect(code).toBe(4);
    expect(stderr).toContain('was not over after 50 ms');
  });

  describe('with a peer that is no WebSocket server', () => {
    let peer: Server;
    const sockets = new Set<Socket>();
    const peerSaying = async (words: string) => {
      peer = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        if (words) socket.end(words);
      });
      await new Promise<void>((listening) => {
        peer.listen(0, '127.0.0.1', listening);
      });
      return `ws://127.0.0.1:${(peer.address() as AddressInfo).port}/ws`;
    };
    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => {
        peer.close(closed);
      });
    });

    it('4: it never shakes hands', async () => {
      const url = await peerSaying('');
      const { code, stderr } = await failure(['--url', url, '--timeout', '0.05']);
      expect(code).toBe(4);
      expect(stderr).toContain('did not open within 50 ms');
    });

    it('3: it refuses the credentials, which are shown nowhere', async () => {
      const url = await peerSaying('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      const flags = ['--url', `${url}?token=fr0m-url`, '--token', 's3cret', '--verbose'];
      const { code, stderr, stdout } = await send(['Hello', ...flags], '', {
        env: { SMOOTH_OPERATOR_TOKEN: 'fr0m-env', DEBUG: '1' },
      });
      expect(code).toBe(3);
      expect(stderr).toContain('refused the credentials');
      expect(stdout + stderr).toContain('token=***');
      expect(stdout + stderr).not.toMatch(/s3cret|fr0m-url|fr0m-env/);
    });
  });
});

it('the token reaches the server, from the environment too, and no output', async () => {
  const tokens: (string | null)[] = [];
  const { url } = await answeringWith((action) => of(event.eventualResponse(action)));
  const { WebSocketServer } = await import('ws');
  const gate = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  gate.on('connection', (socket, request) => {
    tokens.push(new URL(request.url ?? '/', url).searchParams.get('token'));
    socket.close(4401);
  });
  await once(gate, 'listening');
  const gateUrl = `ws://127.0.0.1:${(gate.address() as AddressInfo).port}/ws`;

  const flag = await send(['Hello', '--verbose', '--url', gateUrl, '--token', 's3cret']);
  const env = await send(['Hello', '--verbose', '--url', gateUrl], '', {
    env: { SMOOTH_OPERATOR_TOKEN: 's3cret' },
  });
  expect(tokens).toEqual(['s3cret', 's3cret']);
  expect([flag.code, env.code]).toEqual([3, 3]);
  expect(flag.stdout + flag.stderr + env.stdout + env.stderr).not.toContain('s3cret');
  await new Promise<unknown>((closed) => {
    gate.close(closed);
  });
});

describe('who stops send', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s, stops the turn too', async (signal) => {
    const { url, sent$ } = await answeringWith((action) =>
      concat(of(event.accepted(action), event.streamToken(action, 'Hel')), NEVER),
    );
    const cli = startCli(['send', 'Hello', '--url', url], { tty: ['stdout'] });
    await cli.out.seen('Hel');
    cli.signals$.next(signal);
    expect(await cli.exit).toBe(130);
    expect(cli.signals$.observed).toBe(false);
    await firstValueFrom(sent$.pipe(filter(({ action }) => action === 'cancel')));
  });

  it('by not reading on, is told nothing and gets exit code 0', async () => {
    const { url, sent$ } = await answeringWith((action) =>
      concat(of(event.accepted(action), event.streamToken(action, 'Hel')), NEVER),
    );
    const { io, err } = fakeIo();
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    expect(
      await run(smoothOperator, ['send', 'Hello', '--json', '--url', url], { ...io, stdout }),
    ).toBe(0);
    expect(err.text).toBe('');
    await firstValueFrom(
      sent$.pipe(
        map(({ action }) => action),
        filter((action) => action === 'cancel'),
      ),
    );
  });
});
