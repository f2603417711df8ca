import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import {
  catchError,
  concat,
  defer,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  switchMap,
  take,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { smartflowSettings } from '../../node';
import { createSmartflow, resolveSettings, type ChatOptions } from '../../smartflow';
import type { Running, Start } from '../command';
import { Exit, Failure } from '../failure';
import type { Io } from '../io';
import { printable } from '../paint';
import { asFailure } from './failure';

interface Options {
  readonly model?: string;
  readonly system?: string;
  readonly stream?: boolean;
  readonly verbose?: boolean;
}

export function chatCommand(program: Command, io: Io, start: Start): Command {
  return program
    .command('chat')
    .summary('ask a model one thing')
    .description('Sends one message to a model; prints the reply on stdout and all else on stderr.')
    .argument('<message>', '- reads it from stdin')
    .option('--model <name>', 'the model to ask (default: the one that is configured, or gpt-4o)')
    .option('--system <text>', 'what the model is told first')
    .option('--stream', 'print the reply as it is written')
    .option('--verbose', 'say whom is asked, and how an error came about')
    .addHelpText(
      'after',
      `
Exit codes:
  0 answered                          3 not reached, or the key is wrong
  1 failed: the model said no         4 timeout
  2 usage, or nothing configured      130 interrupted

Examples:
  $ smartflow chat 'What is a marble diagram?'
  $ smartflow chat 'Tell me a story' --model claude-sonnet-4-6 --stream
  $ git diff | smartflow chat - --system 'Review this change.'
`,
    )
    .action((message: string, options: Options) => {
      start(chat(io, message, options));
    });
}

function chat(io: Io, given: string, { model, system, stream, verbose }: Options): Running {
  const asked: ChatOptions = {
    ...(model !== undefined && { model }),
    ...(system !== undefined && { systemPrompt: system }),
  };
  const answered$ = messageFrom(given, io).pipe(
    switchMap((message) => {
      const options = smartflowSettings(io);
      const { addresses, defaultModel } = resolveSettings(options);
      if (verbose) {
        const where = addresses?.proxy ?? 'its provider';
        io.stderr.write(`(asking ${model ?? defaultModel}, at ${where})\n`);
      }
      const client = createSmartflow(options);
      const reply$ = stream ? client.streamChat(message, asked) : client.chat(message, asked);
      return printed(reply$, io).pipe(
        finalize(() => {
          client.close();
        }),
      );
    }),
    asFailure(),
  );
  return merge(answered$, io.signals$.pipe(map(() => Exit.INTERRUPTED))).pipe(take(1));
}

function messageFrom(given: string, { stdin }: Io): Observable<string> {
  return (given === '-' ? defer(() => text(stdin)) : of(given)).pipe(
    map((message) => {
      if (message.trim() === '') throw new Failure(Exit.USAGE, 'There is no message to send.');
      return message.trimEnd();
    }),
  );
}

/** Writes a reply as it comes, and ends its line however it ends. */
function printed(reply$: Observable<string>, { stdout }: Io): Observable<Exit> {
  return defer(() => {
    let end = '';
    const write = (piece: string) => {
      stdout.write(printable(piece));
      end = piece.endsWith('\n') ? '' : '\n';
    };
    return concat(
      reply$.pipe(
        tap(write),
        ignoreElements(),
        catchError((error: unknown) => {
          stdout.write(end);
          return throwError(() => error);
        }),
      ),
      defer(() => {
        stdout.write(end);
        return of(Exit.COMPLETED);
      }),
    );
  });
}
