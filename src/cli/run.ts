import { Command, CommanderError } from 'commander';
import { catchError, EMPTY, firstValueFrom, fromEvent, map, merge, of } from 'rxjs';
import { version } from '../../package.json';
import type { AddCommand, Running, Start } from './command';
import { Exit, exitCodeOf, lineOf } from './failure';
import type { Io } from './io';

/** A program of several commands. */
export interface Program {
  readonly name: string;
  readonly description: string;
  /** Command lines, each with what it does. */
  readonly examples: readonly string[];
  readonly commands: readonly AddCommand[];
}

/**
 * Runs a command line of a program and resolves to its exit code. It never exits the process.
 *
 * @param argv - without the interpreter and the script
 * @example
 * process.exitCode = await run(smoothOperator, ['send', 'Hello'], processIo());
 */
export async function run(program: Program, argv: readonly string[], io: Io): Promise<number> {
  let running: Running = EMPTY;
  const command = commandOf(program, io, (chosen) => {
    running = chosen;
  });
  const reported = (error: unknown) => report(program, error, argv, io);
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return reported(error);
    return error.exitCode === 0 ? Exit.COMPLETED : Exit.USAGE;
  }
  return firstValueFrom(
    merge(running.pipe(catchError((error: unknown) => of(reported(error)))), unread(io)),
    { defaultValue: Exit.COMPLETED },
  );
}

function commandOf({ name, description, examples, commands }: Program, io: Io, start: Start) {
  const program = new Command(name)
    .description(description)
    .version(version)
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => {
        write(`${name}: ${asOneLine(text)}\n`);
      },
    })
    .showHelpAfterError(`Help: ${name} --help`)
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}\n`).join('')}`);
  for (const addTo of commands) {
    const command = addTo(program, io, start);
    command.showHelpAfterError(`Help: ${name} ${command.name()} --help`);
  }
  return program;
}

/** Without the value of a mistyped option, which may be a secret. */
function asOneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .replace(/'(--?[^=']+)=[^']*'/g, "'$1'")
    .replace(/\s+/g, ' ')
    .trim();
}

function report({ name }: Program, error: unknown, argv: readonly string[], io: Io): Exit {
  io.stderr.write(`${name}: ${lineOf(error)}\n`);
  if (io.env['DEBUG'] || argv.includes('--verbose')) {
    io.stderr.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`);
  }
  return exitCodeOf(error);
}

/** Emits when nobody reads the output any more: `smooth-operator … | head -1`. */
function unread({ stdout }: Io): Running {
  return fromEvent(stdout, 'error').pipe(
    map((error) => {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return Exit.COMPLETED;
      throw error;
    }),
  );
}
