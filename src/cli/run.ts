import { Command, CommanderError } from 'commander';
import { catchError, EMPTY, firstValueFrom, fromEvent, map, merge, of } from 'rxjs';
import { version } from '../../package.json';
import type { Running, Start } from './command';
import { batchCommand } from './commands/batch';
import { chatCommand } from './commands/chat';
import { demoCommand } from './commands/demo';
import { sendCommand } from './commands/send';
import { serveCommand } from './commands/serve';
import { Exit, exitCodeOf, lineOf } from './failure';
import type { Io } from './io';

/**
 * Runs a command line and resolves to its exit code. It never exits the process.
 *
 * @param argv - without the interpreter and the script
 * @example
 * process.exitCode = await run(['send', 'Hello'], processIo());
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let running: Running = EMPTY;
  const program = createProgram(io, (chosen) => {
    running = chosen;
  });
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error, argv, io);
    return error.exitCode === 0 ? Exit.COMPLETED : Exit.USAGE;
  }
  return firstValueFrom(
    merge(running.pipe(catchError((error: unknown) => of(report(error, argv, io)))), unread(io)),
    { defaultValue: Exit.COMPLETED },
  );
}

function createProgram(io: Io, start: Start): Command {
  const program = new Command('smooth-operator')
    .description('Talk to AI agents over the smooth-operator protocol, and serve one.')
    .version(version)
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => {
        write(`smooth-operator: ${asOneLine(text)}\n`);
      },
    })
    .showHelpAfterError('Help: smooth-operator --help')
    .addHelpText(
      'after',
      `
Examples:
  $ smooth-operator demo             watch a conversation, with nothing set up
  $ smooth-operator chat --local     have one
  $ smooth-operator serve            start a server on 127.0.0.1:8787
  $ smooth-operator send "Hello"     ask it one thing
  $ smooth-operator batch in out     ask it what is in a file
`,
    );
  for (const addTo of [serveCommand, chatCommand, sendCommand, batchCommand, demoCommand]) {
    const command = addTo(program, io, start);
    command.showHelpAfterError(`Help: smooth-operator ${command.name()} --help`);
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

function report(error: unknown, argv: readonly string[], io: Io): Exit {
  io.stderr.write(`smooth-operator: ${lineOf(error)}\n`);
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
