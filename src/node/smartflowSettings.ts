import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LineCounter, parseDocument, type YAMLError } from 'yaml';

/** What a Smartflow client looks at beside its options; see `smartflowSettings`. */
export interface SmartflowSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the configuration file says; `undefined` where there is none. */
  readonly config: () => unknown;
}

export interface SmartflowSurroundingsOptions {
  /** @defaultValue that of the user */
  readonly home?: string;
  /** @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Where the configuration of Smartflow is kept: `.smartflow/config.yaml` of the home directory. */
export function smartflowConfigFile(home = homedir()): string {
  return join(home, '.smartflow', 'config.yaml');
}

/**
 * The environment and the configuration file of this machine, for `createSmartflow`, which takes
 * both from outside so that it runs in a browser, too. The file is read when the client is made.
 *
 * @throws Error, out of `config`, when the file cannot be read or is not YAML: it names the file and
 *   the line, and nothing of what is there, for that may be a key
 * @example
 * import { createSmartflow } from 'smooth-operator-rx/smartflow';
 *
 * const smartflow = createSmartflow({ ...smartflowSettings(), timeout: 60_000 });
 * log(smartflow.mode); // 'gateway' or 'direct'
 */
export function smartflowSettings({
  home = homedir(),
  env = process.env,
}: SmartflowSurroundingsOptions = {}): SmartflowSurroundings {
  return { env, config: () => contentOf(smartflowConfigFile(home)) };
}

function contentOf(file: string): unknown {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const lines = new LineCounter();
  // prettyErrors quote the file.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [problem] = document.errors;
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new Error(`${file}:${line}:${col}: this is not YAML: ${inWords(problem)}`);
  }
  try {
    return document.toJS();
  } catch {
    throw new Error(`${file}: an alias cannot be resolved`);
  }
}

/** Its message may quote the file. */
function inWords({ code }: YAMLError): string {
  return code.replaceAll('_', ' ').toLowerCase();
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(`${file} cannot be read: ${code ?? 'unknown'}`, { cause: error });
  }
}
