import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  concat,
  EMPTY,
  filter,
  firstValueFrom,
  ignoreElements,
  NEVER,
  of,
  skip,
  Subject,
  take,
} from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from 'smooth-operator-rx/server';
import {
  closing,
  event,
  startScriptedServer,
  type ScriptedServer,
} from 'smooth-operator-rx/testing';
import { run } from '../../src/cli/run';
import { smoothOperator } from '../../src/cli/smoothOperator';
import { fakeIo, runCli, startCli } from './fakeIo';
import {
  answeringWith,
  batchFiles,
  echo,
  idsOf,
  linesOf,
  messagesOf,
  messagesSent,
  ndjson,
  sentSoFar,
  written,
} from './batch/kit';

const REFUND = 'Please refund order 1234, $25.50';
const AGENT = '00000000-0000-4000-8000-0000000000a9';

const files = batchFiles();
let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ port: 0 });
});
afterAll(() => server.close());

let scripted: ScriptedServer | undefined;

afterEach(async () => {
  await scripted?.close();
  scripted = undefined;
});

const scriptedServer = async (...frames: Parameters<typeof answeringWith>) =>
  (scripted = await answeringWith(...frames));

const argv = (url: string, ...options: readonly string[]) => [
  'batch',
  files.input,
  files.output,
  '--url',
  url,
  ...options,
];
const batch = (url: string, ...options: readonly string[]) => runCli(argv(url, ...options));

describe('batch', () => {
  it('answers each prompt, under its id or the number of its line', async () => {
    await writeFile(
      files.input,
      '"How long do I have to return an item?"\n\n{"id":"b","message":"Hello"}\n{"message":"Hi"}',
    );
    const { code, stdout, stderr } = await batch(server.url);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^3 prompts: 3 answered\. 0:0\d, [\d.]+\/(s|min)\n$/);
    const lines = await linesOf(files.output);
    expect(new Map(lines.map(({ id, text }) => [id, text]))).toEqual(
      new Map<unknown, unknown>([
        [1, expect.stringContaining('17 days')],
        ['b', 'Hello! What would you like to know?'],
        [4, 'Hello! What would you like to know?'],
      ]),
    );
    expect(lines.find(({ id }) => id === 1)).toMatchObject({
      usage: { promptTokens: expect.any(Number) },
      citations: [{ title: 'policies/returns.md' }],
    });
    expect(await readFile(files.failures, 'utf8')).toBe('');
  });

  it('writes the answers as they come', async () => {
    await written(files.input, 'slow', 'quick');
    const answered$ = new Subject<string>();
    const { url } = await scriptedServer((action) => {
      if (action.message === 'slow') {
        return concat(answered$.pipe(take(1), ignoreElements()), echo(action));
      }
      return echo(action);
    });
    const cli = startCli([...argv(url).slice(0, 2), '-', ...argv(url).slice(3)]);
    await cli.out.seen('quick!');
    answered$.next('quick');
    expect(await cli.exit).toBe(0);
    expect(cli.out.text.split('\n').map((line) => line.slice(0, 8))).toEqual([
      '{"id":2,',
      '{"id":1,',
      '',
    ]);
  });

  it('reads stdin and writes stdout', async () => {
    const { code, stdout, stderr } = await runCli(
      ['batch', '-', '-', '--url', server.url],
      ndjson('Hello', { message: 'Hello', modle: 'x' }),
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, text: expect.stringContaining('Hello!') });
    const [failure, summary] = stderr.split('\n');
    expect(JSON.parse(failure ?? '')).toMatchObject({ id: 2, error: { kind: 'invalid' } });
    expect(summary).toMatch(/^2 prompts: 1 answered; 1 failed, told above\. /);
  });

  it('runs a server of its own with --local', async () => {
    await written(files.input, 'Hello');
    const { code } = await runCli(['batch', files.input, files.output, '--local']);
    expect(code).toBe(0);
    expect(await idsOf(files.output)).toEqual([1]);
  });

  it('has nothing to do where nothing is asked', async () => {
    await writeFile(files.input, '\n \r\n');
    const { code, stderr } = await batch(server.url);
    expect(code).toBe(0);
    expect(stderr).toBe('There was nothing to ask.\n');
  });

  it('begins a conversation for each prompt, as whom and with whom it is told', async () => {
    const { url } = await scriptedServer(echo);
    await written(files.input, 'a', 'b', 'c');
    const who = ['--agent-id', AGENT, '--name', 'Alice', '--email', 'alice@example.com'];
    expect((await batch(url, ...who, '--concurrency', '1')).code).toBe(0);
    const opened = sentSoFar(scripted as ScriptedServer, 'create_conversation_session');
    expect(opened).toHaveLength(3);
    for (const { agentId, userName, userEmail, conversationId } of opened) {
      expect({ agentId, userName, userEmail, conversationId }).toEqual({
        agentId: AGENT,
        userName: 'Alice',
        userEmail: 'alice@example.com',
        conversationId: undefined,
      });
    }
  });

  it('asks all in one conversation where one is given', async () => {
    const { url } = await scriptedServer(echo);
    await written(files.input, 'a', 'b');
    expect((await batch(url, '--conversation', 'c1')).code).toBe(0);
    const opened = sentSoFar(scripted as ScriptedServer, 'create_conversation_session');
    expect(new Set(opened.map(({ conversationId }) => conversationId))).toEqual(new Set(['c1']));
  });

  it('sends the other fields of a message along', async () => {
    const { url } = await scriptedServer(echo);
    const message = {
      message: 'Hi',
      model: 'large',
      images: [{ url: 'data:image/png;base64,AA==' }],
    };
    await written(files.input, { id: 7, ...message });
    expect((await batch(url)).code).toBe(0);
    expect(sentSoFar(scripted as ScriptedServer, 'send_message')).toEqual([
      expect.objectContaining(message),
    ]);
  });

  it.each([
    [1, ['--concurrency', '1']],
    [4, []],
    [7, ['--concurrency', '7']],
  ])('asks %i at once, over a socket each', async (n, options) => {
    let running = 0;
    let most = 0;
    const full$ = new Subject<void>();
    const { url } = await scriptedServer((action) => {
      running++;
      most = Math.max(most, running);
      const answer$ = echo(action);
      const held$ = running < n && most < n ? full$.pipe(take(1), ignoreElements()) : EMPTY;
      if (running === n) full$.next();
      running = running === n ? 0 : running;
      return concat(held$, answer$);
    });
    await written(files.input, ...Array.from({ length: 3 * n }, (_, i) => `p${i}`));
    expect((await batch(url, ...options)).code).toBe(0);
    expect(most).toBe(n);
    expect(await idsOf(files.output)).toHaveLength(3 * n);
  });
});

describe('a prompt that fails', () => {
  it('is written to a file of its own with its error, and the others go on', async () => {
    const { url } = await scriptedServer((action) =>
      action.message === 'bad'
        ? of(event.error(action, 'VALIDATION_ERROR', 'Not that.'))
        : action.message === 'gone'
          ? of(event.accepted(action), event.cancelled(action))
          : echo(action),
    );
    await writeFile(
      files.input,
      ndjson('a', { id: 'x', message: 'bad' }, 'gone') +
        'no json\n' +
        ndjson(42, { id: 'y', message: '' }, { id: 'x', message: 'again' }, 'b'),
    );
    const { code, stderr } = await batch(url);
    expect(code).toBe(1);
    expect(stderr).toContain(`8 prompts: 2 answered; 6 failed, see ${files.failures}. `);
    expect((await idsOf(files.output)).sort()).toEqual([1, 8]);
    const failed = await linesOf(files.failures);
    expect(failed.sort((a, b) => Number(a['line']) - Number(b['line']))).toEqual([
      {
        id: 'x',
        line: 2,
        error: { kind: 'failed', code: 'VALIDATION_ERROR', message: 'Not that.' },
      },
      {
        id: 3,
        line: 3,
        error: { kind: 'cancelled', code: 'CANCELLED', message: 'The turn was cancelled.' },
      },
      { id: 4, line: 4, error: expect.objectContaining({ code: 'INVALID_JSON' }) },
      { id: 5, line: 5, error: expect.objectContaining({ code: 'INVALID_LINE' }) },
      { id: 'y', line: 6, error: expect.objectContaining({ code: 'INVALID_MESSAGE' }) },
      { id: 'x', line: 7, error: expect.objectContaining({ code: 'DUPLICATE_ID' }) },
    ]);
    expect(messagesOf(scripted as ScriptedServer)).not.toContain('again');
  });

  it('is told where --failed says, of the latest run alone', async () => {
    const elsewhere = join(files.folder, 'elsewhere');
    await writeFile(elsewhere, 'of an earlier run');
    await writeFile(files.input, 'x\n');
    expect((await batch(server.url, '--failed', elsewhere)).code).toBe(1);
    expect(await idsOf(elsewhere)).toEqual([1]);
    expect(existsSync(files.failures)).toBe(false);
  });

  it('is asked again where that can help', async () => {
    let count = 0;
    const { url } = await scriptedServer((action) =>
      ++count === 1
        ? of({
            ...event.error(action, 'RATE_LIMITED'),
            data: {
              requestId: action.requestId,
              error: { code: 'RATE_LIMITED', message: 'Later.' },
              details: { retryAfterMs: 1 },
            },
          })
        : echo(action),
    );
    await written(files.input, 'a');
    const { code, stderr } = await batch(url);
    expect(code).toBe(0);
    expect(stderr).toContain('The server is busy and says later');
  });

  it('shows no token, nor does anything else', async () => {
    await written(files.input, 'a', 'b', 'c');
    const { url } = await scriptedServer((action) =>
      of(action.message === 'a' ? event.error(action, 'VALIDATION_ERROR') : closing(4401)),
    );
    const cli = startCli(
      argv(`${url}?token=fr0m-url`, '--token', 's3cret', '--verbose', '--concurrency', '1'),
    );
    expect(await cli.exit).toBe(3);
    const all = cli.err.text + cli.out.text + (await readFile(files.failures, 'utf8'));
    expect(all).toContain('VALIDATION_ERROR');
    expect(all).not.toMatch(/s3cret|fr0m-url/);
  });
});

describe('a write that batch meets', () => {
  const texts = async () => (await linesOf(files.output)).map(({ text }) => text);

  it('is denied, and that is said once', async () => {
    await written(files.input, REFUND, REFUND);
    const { code, stderr } = await batch(server.url);
    expect(code).toBe(0);
    expect(stderr.match(/Denied/g)).toHaveLength(1);
    expect(stderr).toContain('every write without --approve yes: Refund 25.50 for order 1234');
    expect(String(await texts())).not.toContain('Refunded');
  });

  it('is denied without a word with --approve no', async () => {
    await written(files.input, REFUND);
    expect((await batch(server.url, '--approve', 'no')).stderr).not.toContain('Denied');
    expect(String(await texts())).not.toContain('Refunded');
  });

  it('is made with --approve yes', async () => {
    await written(files.input, REFUND);
    expect((await batch(server.url, '--approve', 'yes')).code).toBe(0);
    expect(await texts()).toEqual([expect.stringContaining('Refunded 25.50 for order 1234.')]);
  });
});

describe('batch, run again', () => {
  it('asks what has no answer yet', async () => {
    const { url } = await scriptedServer(echo);
    await written(files.input, 'a', { id: 'x', message: 'b' }, { id: 7, message: 'c' }, 'd');
    await written(files.output, { id: 'x', text: 'b!' }, { id: '7', text: 'c!' });
    const { code, stderr } = await batch(url);
    expect(code).toBe(0);
    expect(stderr).toContain('4 prompts: 2 answered; 2 answered before. ');
    expect(messagesOf(scripted as ScriptedServer).sort()).toEqual(['a', 'd']);
    expect((await idsOf(files.output)).map(String).sort()).toEqual(['1', '4', '7', 'x']);
  });

  it('asks nothing when all is answered, and leaves the file as it is', async () => {
    await written(files.input, 'a');
    await written(files.output, { id: 1, text: 'A' });
    const { code, stderr } = await batch(server.url);
    expect(code).toBe(0);
    expect(stderr).toContain('1 prompt: 0 answered; 1 answered before.\n');
    expect(await readFile(files.output, 'utf8')).toBe('{"id":1,"text":"A"}\n');
  });

  it('asks again what has failed, and begins the file of failures anew', async () => {
    let isMended = false;
    const { url } = await scriptedServer((action) =>
      isMended ? echo(action) : of(event.error(action, 'VALIDATION_ERROR')),
    );
    await written(files.input, 'a');
    expect((await batch(url)).code).toBe(1);
    isMended = true;
    expect((await batch(url)).code).toBe(0);
    expect(await idsOf(files.output)).toEqual([1]);
    expect(await readFile(files.failures, 'utf8')).toBe('');
  });

  it('cuts off a result that is torn, and asks its prompt again', async () => {
    const { url } = await scriptedServer(echo);
    await written(files.input, 'a', 'b');
    await writeFile(files.output, '{"id":1,"text":"a!"}\n{"id":2,"te');
    const { code, stderr } = await batch(url);
    expect(code).toBe(0);
    expect(stderr).toContain('The last line of');
    expect(await linesOf(files.output)).toEqual([
      { id: 1, text: 'a!' },
      expect.objectContaining({ id: 2, text: 'b!' }),
    ]);
    expect(messagesOf(scripted as ScriptedServer)).toEqual(['b']);
  });

  it('tells a duplicate of what is answered already', async () => {
    await written(files.input, { id: 'x', message: 'a' }, { id: 'x', message: 'b' });
    await written(files.output, { id: 'x', text: 'A' });
    const { code, stderr } = await batch(server.url);
    expect(code).toBe(1);
    expect(stderr).toContain('2 prompts: 0 answered; 1 answered before; 1 failed');
    expect(await linesOf(files.failures)).toMatchObject([
      { id: 'x', line: 2, error: { code: 'DUPLICATE_ID' } },
    ]);
  });
});

describe('batch that cannot begin', () => {
  const failing = async (code: number, ...args: readonly string[]) => {
    const cli = await runCli(['batch', ...args]);
    expect(cli.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(cli.code).toBe(code);
    return cli.stderr;
  };

  it('3: there is no server; no file is touched', async () => {
    await written(files.input, 'a');
    await writeFile(files.output, '{"id":1,"te');
    await writeFile(files.failures, 'of an earlier run');
    const url = 'ws://127.0.0.1:1/ws';
    const stderr = await failing(3, files.input, files.output, '--url', url);
    expect(stderr).toContain('smooth-operator serve starts one.');
    expect(await readFile(files.output, 'utf8')).toBe('{"id":1,"te');
    expect(await readFile(files.failures, 'utf8')).toBe('of an earlier run');
  });

  it('2: a file that is not there, or is a folder', async () => {
    await written(files.input, 'a');
    const nowhere = join(files.folder, 'no', 'where');
    const { input, output, folder } = files;
    expect(await failing(2, nowhere, output)).toContain(`${nowhere} cannot be used: ENOENT`);
    expect(await failing(2, input, nowhere)).toContain(`${nowhere} cannot be used: ENOENT`);
    expect(await failing(2, input, output, '--failed', nowhere)).toContain('ENOENT');
    expect(await failing(2, folder, output)).toContain('it is a folder');
    expect(await failing(2, input, folder)).toContain('it is a folder');
    expect(existsSync(output)).toBe(false);
  });

  it('2: one file for two things', async () => {
    await written(files.input, 'a');
    await mkdir(join(files.folder, 'sub'));
    const { input, output } = files;
    const same = join(files.folder, 'sub', '..', 'in.ndjson');
    expect(await failing(2, input, same)).toContain('are the same file');
    expect(await failing(2, input, output, '--failed', same)).toContain('are the same file');
    expect(await failing(2, input, output, '--failed', output)).toContain('are the same file');
    expect(await linesOf(input)).toEqual(['a']);
  });

  it('2: a file of something else in the place of the results', async () => {
    await written(files.input, 'a');
    await written(files.output, 'my prompts');
    expect(await failing(2, files.input, files.output)).toContain('line 1 is no result of batch');
    expect(await linesOf(files.output)).toEqual(['my prompts']);
  });

  it.each([
    [['--concurrency', '0'], "'0' is invalid. It must be a whole number from 1 to 1000."],
    [['--concurrency', '1.5'], 'It must be a whole number'],
    [['--retries', '-1'], 'It must be a whole number from 0 to 100.'],
    [['--approve', 'maybe'], 'Allowed choices are yes, no.'],
    [['--wait', '0'], 'It must be a number of seconds above 0.'],
    [['--local', '--url', 'ws://127.0.0.1/ws'], "'--local' cannot be used with option '--url"],
    [['--url', 'http://127.0.0.1/ws'], 'must be a ws:// or wss:// URL'],
    [['--agent-id', ' '], 'agentId must be text'],
  ])('2: %j', async (options, complaint) => {
    await written(files.input, 'a');
    const { code, stderr } = await runCli(['batch', files.input, files.output, ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(complaint);
  });
});

describe('batch that loses its server', () => {
  it('waits for it to come back, and loses nothing', async () => {
    const { url } = await scriptedServer((action, socket) =>
      socket === 2 ? of(closing(1012)) : echo(action),
    );
    await written(files.input, 'a', 'b', 'c');
    const { code, stderr } = await batch(url, '--concurrency', '1', '--retries', '3');
    expect(code).toBe(0);
    expect(stderr).toContain('(connection lost (code 1012); waiting for it)\n(connected again)\n');
    expect(await idsOf(files.output)).toEqual([1, 2, 3]);
  });

  it('3: gives up after --wait, says how far it is, and goes on when run again', async () => {
    const { url } = await scriptedServer((action) => {
      if (action.message === 'a') return echo(action);
      void scripted?.close();
      return NEVER;
    });
    await written(files.input, 'a', 'b', 'c');
    const lost = await batch(url, '--concurrency', '1', '--wait', '0.05', '--retries', '1');
    expect(lost.code).toBe(3);
    expect(lost.stderr).toContain('Stopped after 1 of 3 prompts: 1 answered. ');
    expect(lost.stderr).toContain('The same command goes on from there.\n');
    expect(await idsOf(files.output)).toEqual([1]);
    expect(await readFile(files.failures, 'utf8')).toBe('');

    scripted = undefined;
    const again = await scriptedServer(echo);
    expect((await batch(again.url)).code).toBe(0);
    expect(messagesOf(again).sort()).toEqual(['b', 'c']);
  });

  it('3: stops when its credentials are refused', async () => {
    const { url } = await scriptedServer((action) =>
      action.message === 'a' ? echo(action) : of(closing(4401)),
    );
    await written(files.input, 'a', 'b', 'c');
    const { code, stderr } = await batch(url, '--concurrency', '1', '--token', 's3cret');
    expect(code).toBe(3);
    expect(stderr).toContain('Stopped after');
    expect(stderr).toContain('refused the credentials');
  });
});

describe('who stops batch', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s, lets it finish what it has begun, and begin nothing',
    async (signal) => {
      const gate$ = new Subject<void>();
      const server = await scriptedServer((action) =>
        concat(of(event.accepted(action)), gate$.pipe(take(1), ignoreElements()), echo(action)),
      );
      await written(files.input, ...Array.from({ length: 50 }, (_, n) => `p${n}`));
      const cli = startCli(argv(server.url, '--concurrency', '2'));
      await messagesSent(server, 2);
      cli.signals$.next(signal);
      await cli.err.seen('a second signal stops at once.\n');
      gate$.next();
      expect(await cli.exit).toBe(130);
      expect(await idsOf(files.output)).toEqual([1, 2]);
      expect(messagesOf(server)).toHaveLength(2);
      expect(cli.err.text).toContain('Stopped after 2 of 50 prompts: 2 answered. ');
      expect(cli.err.text).toContain('The same command goes on from there.\n');
    },
  );

  it('by a second signal, cancels what runs', async () => {
    const server = await scriptedServer((action) => concat(of(event.accepted(action)), NEVER));
    await written(files.input, 'a', 'b', 'c');
    const cli = startCli(argv(server.url, '--concurrency', '2'));
    await messagesSent(server, 2);
    cli.signals$.next('SIGINT');
    const cancelled = firstValueFrom(
      server.sent$.pipe(
        filter(({ action }) => action === 'cancel'),
        skip(1),
      ),
    );
    cli.signals$.next('SIGINT');
    expect(await cli.exit).toBe(130);
    await cancelled;
    expect(cli.err.text).toContain('Stopped after 0 of 3 prompts');
    expect(await idsOf(files.output)).toEqual([]);
    expect(await idsOf(files.failures)).toEqual([]);
  });

  it('while it waits for its input, ends it', async () => {
    const cli = startCli(['batch', '-', '-', '--url', server.url]);
    cli.stdin.write('"Hello"\n');
    await cli.out.seen('Hello!');
    cli.signals$.next('SIGINT');
    expect(await cli.exit).toBe(130);
    expect(cli.stdin.destroyed).toBe(true);
    expect(cli.err.text).toContain('Stopped after 1 prompt: 1 answered. ');
    expect(cli.err.text).toContain('stdout cannot be gone on with');
  });

  it('before it has begun, ends it at once', async () => {
    scripted = await startScriptedServer({ answer: () => NEVER });
    await written(files.input, 'a');
    const cli = startCli(argv(scripted.url));
    await firstValueFrom(scripted.sent$);
    cli.signals$.next('SIGINT');
    expect(await cli.exit).toBe(130);
    expect(existsSync(files.output)).toBe(false);
  });
});

describe('what batch writes to', () => {
  it('is waited for when it is slow: nothing more is asked meanwhile', async () => {
    const server = await scriptedServer(echo);
    await written(files.input, ...Array.from({ length: 20 }, (_, n) => `p${n}`));
    const { io } = fakeIo();
    const writes$ = new Subject<() => void>();
    const lines: string[] = [];
    const stdout = new Writable({
      decodeStrings: false,
      highWaterMark: 1,
      write: (line: string, _, done) => {
        lines.push(line);
        writes$.next(done);
      },
    });
    const held = firstValueFrom(writes$);
    const exit = run(
      smoothOperator,
      ['batch', files.input, '-', '--url', server.url, '--concurrency', '3'],
      {
        ...io,
        stdout,
      },
    );
    const done = await held;
    await messagesSent(server, 3);
    // Whatever would come now has had its time: the server has answered a whole further connection.
    await runCli(['send', 'Hello', '--url', server.url]);
    expect(messagesOf(server).filter((message) => message !== 'Hello')).toHaveLength(3);
    writes$.subscribe((next) => {
      next();
    });
    done();
    expect(await exit).toBe(0);
    expect(lines).toHaveLength(20);
    for (const line of lines) expect(line).toMatch(/^\{"id":\d+,.*\}\n$/);
  });

  it('that is full, ends it: it says which file, and what to do', async () => {
    await written(files.input, 'Hello', 'Hello', 'Hello');
    const { code, stderr } = await runCli([
      'batch',
      files.input,
      '/dev/full',
      '--url',
      server.url,
      '--failed',
      files.failures,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('Stopped after 0 of 3 prompts');
    expect(stderr).toMatch(/smooth-operator: \/dev\/full cannot be written: ENOSPC.*\n$/);
  });

  it('and is left by its reader, ends it without a word', async () => {
    await written(files.input, 'Hello', 'Hello', 'Hello');
    const { io, err } = fakeIo();
    const stdout = new Writable({
      write: (_, __, done) => {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    expect(
      await run(smoothOperator, ['batch', files.input, '-', '--url', server.url], {
        ...io,
        stdout,
      }),
    ).toBe(0);
    expect(err.text).toBe('');
  });
});

describe('how far batch is', () => {
  it('is drawn on a terminal, and taken away at the end', async () => {
    const gate$ = new Subject<void>();
    const { url } = await scriptedServer((action) =>
      action.message === 'last'
        ? concat(gate$.pipe(take(1), ignoreElements()), echo(action))
        : echo(action),
    );
    await written(files.input, 'a', 'last');
    const cli = startCli(argv(url), { tty: ['stderr'] });
    await cli.err.seen(/█+░+ {2}50 % {3}1\/2 {3}\d+\.\d\/s {3}0:00 left/);
    gate$.next();
    expect(await cli.exit).toBe(0);
    expect(cli.err.text.split('\r\x1b[K').at(-1)).toMatch(/^2 prompts: 2 answered\. .*\n$/);
  });
});
