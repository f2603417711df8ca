import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  endWith,
  map,
  mergeMap,
  of,
  takeUntil,
  throwError,
  type Observable,
} from 'rxjs';
import type { Message, Reply } from '../../index';
import { ndjson, ndjsonLines, pullMap, turnReadable, type NdjsonLine } from '../../node';
import { writeLine, type Streams } from './files';
import { keyOf, promptOf, type PromptId } from './prompt';
import type { Step } from './tally';
import { isOfPrompt, Unanswered } from './unanswered';

export interface Work extends Streams {
  readonly concurrency: number;
  /** The keys of the prompts that an earlier run has answered; they are taken out as they are met. */
  readonly answered: Set<string>;
  readonly ask: (message: string | Message) => Observable<Reply>;
  /** Emits, to late subscribers too, when no further prompt is to be asked. */
  readonly draining$: Observable<unknown>;
  readonly say: (line: string) => void;
}

/**
 * Asks each prompt of the input, so many at once. A prompt is done when its line has been written, and
 * only then there is room for the next: a slow disk is waited for.
 *
 * ```
 * input     (abc)
 * a         asked---reply-written|
 * b         asked-----#  written|
 * c                              asked--reply-written|
 * work      ---------------a----b--------------------c|
 * draining  -------!   a and b are finished, c is not asked
 * ```
 *
 * Of the prompts that are done it remembers their ids and nothing else.
 *
 * @throws through the Observable, what no other prompt would survive either
 */
export function work({ input, concurrency, draining$, ...work }: Work): Observable<Step> {
  return defer(() => {
    const seen = new Set<string>();
    const lines = turnReadable(ndjsonLines(input).pipe(takeUntil(draining$)));
    // Some lines have been read ahead by the time that no more are to be asked.
    const wanted$ = (line: NdjsonLine) => of(line).pipe(takeUntil(draining$));
    return pullMap(lines, concurrency, (line: NdjsonLine) =>
      wanted$(line).pipe(mergeMap(() => stepOf(line, seen, work))),
    );
  });
}

function stepOf(
  line: NdjsonLine,
  seen: Set<string>,
  { answered, ask, output, failed, say }: Omit<Work, 'input' | 'concurrency' | 'draining$'>,
): Observable<Step> {
  const prompt = promptOf(line);
  const answer$ = defer(() => {
    if ('error' in prompt) throw prompt.error;
    const key = keyOf(prompt.id);
    if (seen.has(key)) throw duplicate(prompt.id);
    seen.add(key);
    if (answered.delete(key)) return of<Step>('before');
    return ask(prompt.message).pipe(
      map((reply) => resultOf(prompt.id, reply)),
      ndjson(),
      concatMap((text) => writeLine(output, text)),
      endWith<Step>('answered'),
    );
  });
  return answer$.pipe(
    catchError((error: unknown) => {
      if (!isOfPrompt(error)) return throwError(() => error);
      const { kind, code, message } = error;
      return of({ id: prompt.id, line: prompt.line, error: { kind, code, message } }).pipe(
        ndjson(),
        concatMap((text) => (failed ? writeLine(failed, text) : told(text, say))),
        endWith<Step>('failed'),
      );
    }),
  );
}

/** What is kept of an answer: what it says, and not how it was wrapped. */
function resultOf(id: PromptId, { text, response: _, ...rest }: Reply) {
  return { id, text, ...rest };
}

function told(text: string, say: Work['say']): Observable<never> {
  say(text.trimEnd());
  return EMPTY;
}

function duplicate(id: PromptId): Unanswered {
  const why = `The id ${JSON.stringify(id)} stands for an earlier line already; it was not asked again.`;
  return new Unanswered('invalid', 'DUPLICATE_ID', why);
}
