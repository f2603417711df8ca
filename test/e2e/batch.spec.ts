import { appendFile } from 'node:fs/promises';
import { asyncScheduler, from, observeOn } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type ChatModel, type RunningServer } from 'smooth-operator-rx/server';
import manifest from '../../package.json';
import { batchFiles, idsOf, linesOf, ndjson, written } from '../cli/batch/kit';
import { runNode, type ChildOptions } from './child';

const CLI = manifest.bin['smooth-operator'];
const ALL = Array.from({ length: 200 }, (_, n) => `p${n}`);

const files = batchFiles();
let server: RunningServer;
/** What the server has been asked since the run began, and what is done about it. */
let asked: string[];
let onAsked: (count: number) => void;

const echo: ChatModel = {
  complete: ({ messages }) => {
    const question = messages.at(-1)?.content ?? '';
    asked.push(question);
    onAsked(asked.length);
    return from([
      { kind: 'token' as const, text: `You said ` },
      { kind: 'token' as const, text: question },
    ]).pipe(observeOn(asyncScheduler));
  },
};

beforeAll(async () => {
  server = await startServer({ port: 0, model: echo });
});
afterAll(() => server.close());

beforeEach(() => {
  asked = [];
  onAsked = () => undefined;
});

const batch = (options?: ChildOptions) =>
  runNode(
    [CLI, 'batch', files.input, files.output, '--url', server.url, '--concurrency', '8'],
    options,
  );

/** Runs a batch and sends its process a signal when it has asked so much. */
function batchUntil(count: number, signal: NodeJS.Signals) {
  asked = [];
  return batch({
    onStart: (child) => {
      onAsked = (now) => {
        if (now === count) child.kill(signal);
      };
    },
  });
}

describe('batch', () => {
  it('is killed again and again, and in the end has answered each prompt once', async () => {
    await written(files.input, ...ALL.map((message) => ({ id: message, message })));
    const before = new Set<unknown>();
    for (const [run, count] of [1, 9, 40, 23, 60].entries()) {
      const { code } = await batchUntil(count, 'SIGKILL');
      expect(code).toBe(null);
      expect(asked.filter((message) => before.has(message))).toEqual([]);
      for (const id of await idsOf(files.output)) before.add(id);
      // A kill hardly ever hits a write; a power cut does.
      if (run % 2 === 1)
        await appendFile(files.output, ndjson({ id: 'p1', text: 'x' }).slice(0, run * 3));
    }
    expect(before.size).toBeGreaterThan(50);
    expect(before.size).toBeLessThan(ALL.length);

    asked = [];
    onAsked = () => undefined;
    const { code, stdout } = await batch();
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(asked.filter((message) => before.has(message))).toEqual([]);
    const lines = await linesOf(files.output);
    expect(lines.map(({ id }) => id).sort()).toEqual([...ALL].sort());
    for (const { id, text } of lines) expect(text).toBe(`You said ${String(id)}`);
    expect(await linesOf(files.failures)).toEqual([]);
  }, 60_000);

  it('is interrupted, leaves nothing half done, and goes on', async () => {
    await written(files.input, ...ALL);
    const { code, stderr } = await batchUntil(40, 'SIGINT');
    expect(code).toBe(130);
    expect(stderr).toContain('a second signal stops at once.');
    expect(stderr).toContain('The same command goes on from there.\n');
    expect(await idsOf(files.output)).toHaveLength(asked.length);

    const first = asked.length;
    asked = [];
    expect((await batch()).code).toBe(0);
    expect(asked).toHaveLength(ALL.length - first);
    const ids = (await idsOf(files.output)).sort((a, b) => Number(a) - Number(b));
    expect(ids).toEqual(ALL.map((_, n) => n + 1));
  });

  it('is silent when nobody reads on', async () => {
    const { code, stderr } = await runNode([CLI, 'batch', '-', '-', '--url', server.url], {
      stdin: ndjson(...ALL),
      onOutput: (_, child) => child.stdout?.destroy(),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('exits by itself although its input goes on, when its server is gone', async () => {
    const other = await startServer({ port: 0, model: echo });
    const closed: Promise<unknown>[] = [];
    const { code, stderr } = await runNode(
      ['--trace-exit', CLI, 'batch', '-', '-', '--url', other.url, '--wait', '0.1'],
      {
        stdin: '"Hello"\n',
        staysOpen: true,
        onOutput: (_, child) => {
          closed.push(other.close().then(() => child.stdin?.write('"And now?"\n')));
        },
      },
    );
    await Promise.all(closed);
    expect(stderr).toContain('Stopped after 1 prompt: 1 answered. ');
    expect(stderr).not.toContain('Exited the environment');
    expect(code).toBe(3);
  });
});
