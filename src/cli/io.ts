import { homedir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fromEvent, map, merge, type Observable } from 'rxjs';

export type Input = Readable & { readonly isTTY?: boolean };
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What a command touches of the world; a test gives its own. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home directory of whoever runs the command. */
  readonly home: string;
  /** Each request to stop. Only while it is subscribed to, the process survives one. */
  readonly signals$: Observable<StopSignal>;
}

export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const on = (signal: StopSignal) => fromEvent(process, signal).pipe(map(() => signal));
  return {
    stdin,
    stdout,
    stderr,
    env,
    home: homedir(),
    signals$: merge(on('SIGINT'), on('SIGTERM')),
  };
}
