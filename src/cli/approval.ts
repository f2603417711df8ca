import {
  defaultIfEmpty,
  defer,
  filter,
  finalize,
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

/** Asks a person in commands that read no other input. */
export interface Approvals {
  /** Takes the input for this one question. Ctrl-C ends the command. */
  readonly ask: (prompt: WritePrompt) => Observable<boolean>;
  /** Writes, beside a question that waits as well. */
  readonly say: (text: string, to?: Output) => void;
}

/** @param output - where questions are asked */
export function approvalsOn(io: Io, output: Output): Approvals {
  let terminal: Terminal | undefined;
  return {
    ask: (prompt) =>
      openTerminal(io, output).pipe(
        switchMap((opened) => {
          terminal = opened;
          return merge(
            askApproval(opened, prompt),
            opened.interrupts$.pipe(
              mergeMap(() => throwError(() => new Failure(Exit.INTERRUPTED, 'Interrupted.'))),
            ),
          );
        }),
        take(1),
        finalize(() => {
          terminal = undefined;
        }),
      ),
    say: (text, to = output) => {
      if (terminal) terminal.say(text, to);
      else to.write(text);
    },
  };
}
