import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { NEVER, of, take, tap } from 'rxjs';
import { expect, it } from 'vitest';
import { pullMap } from 'smooth-operator-rx/node';

it('who leaves pullMap while it waits for a stream destroys the stream', async () => {
  const stream = new PassThrough({ objectMode: true });
  const closed = once(stream, 'close');
  const asked: string[] = [];
  stream.write('a');
  const first = new Promise<void>((resolve) => {
    pullMap(stream, 2, (value: string) => of(value))
      .pipe(
        tap((value) => asked.push(value)),
        take(1),
      )
      .subscribe({ complete: resolve });
  });
  await first;
  await closed;
  expect(asked).toEqual(['a']);
});

it('an error of one projection destroys a stream that the others wait for', async () => {
  const stream = new PassThrough({ objectMode: true });
  const closed = once(stream, 'close');
  stream.write('a');
  const failure = new Promise<unknown>((resolve) => {
    pullMap(stream, 3, () => {
      throw new Error('no');
    }).subscribe({ error: resolve });
  });
  expect(await failure).toEqual(new Error('no'));
  await closed;
});

it('who leaves pullMap while a projection runs destroys the stream', async () => {
  const stream = new PassThrough({ objectMode: true });
  const closed = once(stream, 'close');
  stream.write('a');
  await new Promise<void>((resolve) => {
    const running = pullMap(stream, 1, () => {
      queueMicrotask(() => {
        running.unsubscribe();
        resolve();
      });
      return NEVER;
    }).subscribe();
  });
  await closed;
});
