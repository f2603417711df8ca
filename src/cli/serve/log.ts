import type { Log, LogEntry } from '../../server';
import { lineOf } from '../failure';
import type { Output } from '../io';

/** Writes what the server tells: all of it, an entry a line, as JSON; or only the warnings. */
export function logTo(output: Output, all: boolean): Log {
  return (entry) => {
    if (all) output.write(`${JSON.stringify(logged(entry))}\n`);
    else if (entry.kind === 'warning') output.write(`Warning: ${entry.message}\n`);
  };
}

/** An entry with its time. Neither the server nor this puts messages in it. */
function logged(entry: LogEntry): object {
  const time = new Date().toISOString();
  if (entry.kind !== 'failed') return { time, ...entry };
  const { error, ...rest } = entry;
  if (!(error instanceof Error)) return { time, ...rest, error: 'not an Error' };
  const cause = error.cause instanceof Error ? { cause: lineOf(error.cause) } : {};
  return { time, ...rest, error: lineOf(error), ...cause };
}
