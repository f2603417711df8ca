import { createReadStream, createWriteStream, WriteStream, type Stats } from 'node:fs';
import { open, stat, truncate } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Observable } from 'rxjs';
import { Exit, Failure, lineOf } from '../failure';
import type { Io } from '../io';
import { earlierIn, type Earlier } from './earlier';

/** A stream of the process in the place of a file. */
export const STANDARD = '-';

/** The files of a batch; `-` stands for stdin, stdout, and stderr. */
export interface Paths {
  readonly input: string;
  readonly output: string;
  readonly failed: string;
}

/** What is known of the files before anything is asked. */
export interface Surveyed extends Earlier {
  /** How many prompts there are; of a stream nobody knows. */
  readonly total: number | undefined;
}

const NOTHING: Earlier = { answered: new Set(), end: 0, isTorn: false };
const NEWLINE = 0x0a;
const SPACE = 0x20;

/**
 * Looks whether the files can be used, how many prompts there are and which are answered. No file is
 * changed by it.
 *
 * @throws a `Failure` of usage that names the file
 */
export async function survey({ input, output, failed }: Paths): Promise<Surveyed> {
  const inputStats = await usable(input, async () => {
    if (input === STANDARD) return undefined;
    const file = await open(input);
    const stats = await file.stat();
    await file.close();
    if (stats.isDirectory()) throw new Error('it is a folder');
    return stats;
  });
  const outputStats = await usable(output, () => target(output));
  const failedStats = await usable(failed, () => target(failed));
  for (const [one, other, ...stats] of [
    [input, output, inputStats, outputStats],
    [input, failed, inputStats, failedStats],
    [output, failed, outputStats, failedStats],
  ] as const) {
    if (isSame(one, other, ...stats)) {
      throw new Failure(
        Exit.USAGE,
        `${one} and ${other} are the same file; each has to be its own.`,
      );
    }
  }
  return {
    total: inputStats?.isFile() ? await usable(input, () => linesIn(input)) : undefined,
    ...(outputStats?.isFile() ? await usable(output, () => earlierIn(output)) : NOTHING),
  };
}

/** The streams of a batch while it runs. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
  /** `undefined` where failures are told on stderr. */
  readonly failed: Writable | undefined;
}

/**
 * Opens the files: a torn result is cut off, results are added to the others, failures are told anew.
 * Closes them when it is unsubscribed from, once what has been written is in them.
 */
export function withStreams<T>(
  { input, output, failed }: Paths,
  { end, isTorn }: Surveyed,
  { stdin, stdout }: Io,
  use: (streams: Streams) => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const opened: Writable[] = [];
    const writing = (path: string, flags: 'a' | 'w') => {
      const stream = createWriteStream(path, { flags });
      stream.on('error', () => undefined); // whoever writes is told
      opened.push(stream);
      return stream;
    };
    subscriber.add(() => {
      for (const stream of opened) stream.end();
    });
    const mended = isTorn ? truncate(output, end) : Promise.resolve();
    mended.then(
      () => {
        if (subscriber.closed) return;
        subscriber.add(
          use({
            input: input === STANDARD ? stdin : createReadStream(input),
            output: output === STANDARD ? stdout : writing(output, 'a'),
            failed: failed === STANDARD ? undefined : writing(failed, 'w'),
          }).subscribe(subscriber),
        );
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
  });
}

/** Writes a line, in one piece. Completes once the stream has handed it over. */
export function writeLine(stream: Writable, line: string): Observable<never> {
  return new Observable((subscriber) => {
    stream.write(line, (error) => {
      if (!error) subscriber.complete();
      // A reader that left ends the command, as it does every other.
      else if ((error as NodeJS.ErrnoException).code !== 'EPIPE')
        subscriber.error(unwritten(stream, error));
    });
  });
}

function unwritten(stream: Writable, cause: Error): Failure {
  const path = stream instanceof WriteStream ? String(stream.path) : 'stdout';
  return new Failure(Exit.FAILED, `${path} cannot be written: ${lineOf(cause)}.`, { cause });
}

/** What is there of a file that is to be written; that it can be. */
async function target(path: string): Promise<Stats | undefined> {
  if (path === STANDARD) return undefined;
  const stats = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (!stats) await stat(dirname(path));
  else if (stats.isFile()) await (await open(path, 'r+')).close();
  else if (stats.isDirectory()) throw new Error('it is a folder');
  return stats;
}

async function usable<T>(path: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(Exit.USAGE, `${path} cannot be used: ${lineOf(error)}`, { cause: error });
  }
}

function isSame(one: string, other: string, a?: Stats, b?: Stats): boolean {
  if (one === STANDARD || other === STANDARD) return false;
  if (!a || !b) return resolve(one) === resolve(other);
  return a.isFile() && a.ino === b.ino && a.dev === b.dev;
}

/** How many lines there are, without the blank ones. */
async function linesIn(path: string): Promise<number> {
  let lines = 0;
  let isBlank = true;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let at = 0;
    while (at < chunk.length) {
      if (isBlank && (chunk[at] ?? 0) <= SPACE) {
        at++;
        continue;
      }
      if (isBlank) lines++;
      const end = chunk.indexOf(NEWLINE, at);
      isBlank = end >= 0;
      at = isBlank ? end + 1 : chunk.length;
    }
  }
  return lines;
}
