import { processIo } from './io';
import { run, type Program } from './run';

/** Runs a command line of a program as a process. It exits by itself, once all that the command held is released. */
export async function bin(program: Program, argv: readonly string[]): Promise<void> {
  // A reader that leaves is told of asynchronously, perhaps when the command is over already.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.exitCode = await run(program, argv, processIo());
}
