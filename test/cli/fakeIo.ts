import { PassThrough, Writable } from 'node:stream';
import { BehaviorSubject, filter, firstValueFrom, Subject } from 'rxjs';
import type { Io, Output, StopSignal } from '../../src/cli/io';
import { run, type Program } from '../../src/cli/run';
import { smoothOperator } from '../../src/cli/smoothOperator';

/** What has been written to one of the outputs, and what will be. */
export interface Written {
  readonly text: string;
  /** Resolves once the text matches. */
  seen(pattern: RegExp | string): Promise<unknown>;
}

export interface FakeIoOptions {
  readonly env?: Io['env'];
  /** @defaultValue one that is not there */
  readonly home?: string;
  /** Which of the streams a person sits at. @defaultValue none */
  readonly tty?: readonly ('stdin' | 'stdout' | 'stderr')[];
}

/** A world for a command to run in: what a test types, and what the command writes. */
export function fakeIo({ env = {}, home = '/nonexistent', tty = [] }: FakeIoOptions = {}) {
  const signals$ = new Subject<StopSignal>();
  const stdin = Object.assign(new PassThrough(), {
    isTTY: tty.includes('stdin'),
    setRawMode: () => stdin,
  });
  const out = output(tty.includes('stdout'));
  const err = output(tty.includes('stderr'));
  const io: Io = {
    stdin,
    stdout: out.stream,
    stderr: err.stream,
    env,
    home,
    signals$: signals$.asObservable(),
  };
  return { io, stdin, out: out.written, err: err.written, signals$ };
}

/** Starts a command line in such a world. */
export function startCli(
  argv: readonly string[],
  options?: FakeIoOptions,
  program: Program = smoothOperator,
) {
  const world = fakeIo(options);
  return { ...world, exit: run(program, argv, world.io) };
}

/** Runs a command line to its end, with all of its input given. */
export async function runCli(
  argv: readonly string[],
  stdin = '',
  options?: FakeIoOptions,
  program?: Program,
) {
  const cli = startCli(argv, options, program);
  cli.stdin.end(stdin);
  const code = await cli.exit;
  return { code, stdout: cli.out.text, stderr: cli.err.text };
}

function output(isTTY: boolean): { readonly stream: Output; readonly written: Written } {
  const text$ = new BehaviorSubject('');
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      text$.next(text$.value + chunk);
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY, columns: 80 }),
    written: {
      get text() {
        return text$.value;
      },
      seen: (pattern) =>
        firstValueFrom(
          text$.pipe(
            filter((text) =>
              typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text),
            ),
          ),
        ),
    },
  };
}
