import {
  catchError,
  defaultIfEmpty,
  defer,
  finalize,
  from,
  isObservable,
  map,
  of,
  takeLast,
  type Observable,
} from 'rxjs';
import type { Tool, ToolArguments, ToolContext } from '../tools';

/** What came of a tool, as the model and the client are told. */
export interface ToolOutcome {
  readonly isError: boolean;
  readonly text: string;
}

/**
 * Runs a tool and emits its one outcome: a failure is an outcome too, never an error.
 * Unsubscribing aborts it.
 */
export function runTool(
  tool: Tool,
  args: ToolArguments,
  context: Omit<ToolContext, 'signal'>,
): Observable<ToolOutcome> {
  return defer(() => {
    const abort = new AbortController();
    return defer(() => resultOf(tool.run(args, { ...context, signal: abort.signal }))).pipe(
      takeLast(1),
      defaultIfEmpty(undefined),
      map((result): ToolOutcome => ({ isError: false, text: textOf(result) })),
      catchError((error: unknown) => of({ isError: true, text: `Error: ${messageOf(error)}` })),
      finalize(() => {
        abort.abort();
      }),
    );
  });
}

function resultOf(result: unknown): Observable<unknown> {
  if (isObservable(result)) return result;
  return isThenable(result) ? from(result) : of(result);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null)?.then === 'function';
}

function textOf(result: unknown): string {
  if (typeof result === 'string') return result;
  const json = JSON.stringify(result) as string | undefined; // of a function there is none
  return json ?? '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
