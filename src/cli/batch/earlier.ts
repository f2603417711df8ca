import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { EMPTY, lastValueFrom, reduce } from 'rxjs';
import { ndjsonLines } from '../../node';
import { Exit, Failure } from '../failure';
import { isPromptId, isRecord, keyOf } from './prompt';

/** What an earlier run has left in its results. */
export interface Earlier {
  /** The keys of the prompts that are answered. */
  readonly answered: Set<string>;
  /** Where the last whole result ends, in bytes. */
  readonly end: number;
  /** Whether something comes after it: a result that was cut off when it was being written. */
  readonly isTorn: boolean;
}

/** How a result begins, whole or torn. */
const BEGINNING = '{"id":';
/** What a file can have where it was made longer, and a power cut came before what was to be there. */
const UNWRITTEN = /\0+$/;
const CHUNK = 65_536;
const NEWLINE = 0x0a;

/**
 * Reads the results of an earlier run, and changes nothing. Only the last line can be torn; anything
 * else that is no result shows that the file is another one, which had better be left alone.
 */
export async function earlierIn(path: string): Promise<Earlier> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const whole = await endOfLines(file, size);
    const tail = Buffer.alloc(Math.min(size - whole, BEGINNING.length));
    await file.read(tail, 0, tail.length, whole);
    if (!BEGINNING.startsWith(tail.toString().replace(UNWRITTEN, ''))) throw noResult(path);

    const { answered, torn } = await resultsIn(path, whole);
    const end = torn === undefined ? whole : await endOfLines(file, whole - 1);
    return { answered, end, isTorn: end < size };
  } finally {
    await file.close();
  }
}

/** The results up to `end`; the last line may be unreadable, if it is one at all. */
function resultsIn(
  path: string,
  end: number,
): Promise<{ readonly answered: Set<string>; readonly torn: number | undefined }> {
  const lines$ = end === 0 ? EMPTY : ndjsonLines(createReadStream(path, { end: end - 1 }));
  const answered = new Set<string>();
  const torn$ = lines$.pipe(
    reduce((torn: number | undefined, line) => {
      if (torn !== undefined) throw noResult(path, torn);
      if ('error' in line && line.text.startsWith(BEGINNING)) return line.number;
      const result = 'error' in line ? undefined : line.value;
      if (!isRecord(result) || !isPromptId(result['id']) || typeof result['text'] !== 'string') {
        throw noResult(path, line.number);
      }
      answered.add(keyOf(result['id']));
      return undefined;
    }, undefined),
  );
  return lastValueFrom(torn$, { defaultValue: undefined }).then((torn) => ({ answered, torn }));
}

/** Where the last line ends that has an end, among the first `size` bytes. */
async function endOfLines(file: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(CHUNK);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - CHUNK);
    const { bytesRead } = await file.read(buffer, 0, end - start, start);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

function noResult(path: string, line?: number): Failure {
  const where = line === undefined ? 'its last line' : `line ${line}`;
  return new Failure(
    Exit.USAGE,
    `${path} is there, and ${where} is no result of batch: nothing is added to it.`,
  );
}
