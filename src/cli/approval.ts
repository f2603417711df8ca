import {
  defaultIfEmpty,
  defer,
  filter,
  map,
  merge,
  mergeMap,
  repeat,
  switchMap,
  take,
  throwError,
  type Observable,
} from 'rxjs';
import type { WritePrompt } from '../index';
import { Exit, Failure } from './failure';
import type { Io, Output } from './io';
import { oneLine } from './paint';
import { openTerminal, type Terminal } from './terminal';

/** How a write that waits for approval is put to a person. */
export function approvalQuestion({ actionDescription }: WritePrompt): string {
  return `  approve? ${oneLine(actionDescription, 200)} [y/n] `;
}

/** Asks until the answer is yes or no; the end of the input is a no. */
export function askApproval(terminal: Terminal, prompt: WritePrompt): Observable<boolean> {
  return defer(() => terminal.ask(approvalQuestion(prompt), true)).pipe(
    defaultIfEmpty('no'),
    repeat(),
    map((line) => /^\s*(?:(y|yes)|n|no)\s*$/i.exec(line)),
    filter((answer) => answer !== null),
    take(1),
    map(([, yes]) => yes !== undefined),
  );
}

/** The same for commands that ask nothing else: takes the input for this one question. Ctrl-C ends the command. */
export function askApprovalOn(io: Io, output: Output, prompt: WritePrompt): Observable<boolean> {
  return openTerminal(io, output).pipe(
    switchMap((terminal) =>
      merge(
        askApproval(terminal, prompt),
        terminal.interrupts$.pipe(
          mergeMap(() => throwError(() => new Failure(Exit.INTERRUPTED, 'Interrupted.'))),
        ),
      ),
    ),
    take(1),
  );
}
