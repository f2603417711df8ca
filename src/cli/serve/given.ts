import { Exit, Failure } from '../failure';

/** What one source says about a setting. */
export interface Given {
  readonly value: unknown;
  /** Where it stands, as a person looks for it: `--port`, `SMOOTH_AGENT_PORT`, `smooth.yaml:3:7`. */
  readonly origin: string;
  /** How a complaint begins: its origin, and which setting it is where that does not say so. */
  readonly subject: string;
  /** Where relative paths begin. @defaultValue where the command runs */
  readonly folder?: string;
}

/** What one source says, by the name of the setting. */
export type Source = ReadonlyMap<string, Given>;

/** What is wrong with the configuration: one line, exit code 2. */
export function misconfigured(complaint: string): Failure {
  return new Failure(Exit.USAGE, complaint);
}
