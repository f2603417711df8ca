import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { lastValueFrom, NEVER, merge } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { survey, withStreams, writeLine, type Paths } from '../../../src/cli/batch/files';
import { fakeIo } from '../fakeIo';
import { batchFiles } from './kit';

const files = batchFiles();
const paths = (): Paths => ({ input: files.input, output: files.output, failed: files.failures });

describe('how many prompts there are', () => {
  it.each<[string, number]>([
    ['', 0],
    ['\n\n', 0],
    ['"a"', 1],
    ['"a"\n', 1],
    ['"a"\r\n \t\r\n\n"b"\n  "c"', 3],
    [`${'"x"\n'.repeat(50_000)}   \n"y"`, 50_001],
    [`"${'x'.repeat(200_000)}"\n"${'x'.repeat(200_000)}"`, 2],
  ])('is how many lines are not blank (%#)', async (text, total) => {
    await writeFile(files.input, text);
    expect((await survey(paths())).total).toBe(total);
  });

  it('is not known of a stream', async () => {
    expect((await survey({ ...paths(), input: '-' })).total).toBeUndefined();
    expect((await survey({ ...paths(), input: '/dev/null' })).total).toBeUndefined();
  });
});

describe('the streams of a batch', () => {
  it('are in their files when it has been left, whole', async () => {
    await writeFile(files.input, '');
    await writeFile(files.output, '{"id":1,"text":"a"}\n{"id":2');
    const { io } = fakeIo();
    const found = await survey(paths());
    const closed = await new Promise<Promise<unknown>>((resolve) => {
      const running = withStreams(paths(), found, io, ({ output }) => {
        resolve(new Promise((done) => output.on('close', done)));
        queueMicrotask(() => {
          running.unsubscribe();
        });
        return merge(writeLine(output, 'b\n'), writeLine(output, 'c\n'), NEVER);
      }).subscribe();
    });
    await closed;
    expect(await readFile(files.output, 'utf8')).toBe('{"id":1,"text":"a"}\nb\nc\n');
  });

  it('are not opened when it is left before', async () => {
    await writeFile(files.input, '');
    let used = false;
    const found = await survey(paths());
    withStreams(paths(), found, fakeIo().io, () => {
      used = true;
      return NEVER;
    })
      .subscribe()
      .unsubscribe();
    await Promise.resolve();
    expect(used).toBe(false);
  });

  it('tell who writes when nothing can be written', async () => {
    const stream = createWriteStream('/dev/full');
    stream.on('error', () => undefined);
    await expect(lastValueFrom(writeLine(stream, 'x\n'))).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^\/dev\/full cannot be written: ENOSPC/),
    });
  });
});
