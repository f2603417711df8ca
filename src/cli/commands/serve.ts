import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  merge,
  of,
  take,
  tap,
  throwError,
} from 'rxjs';
import { isSmoothOperatorError } from '../../protocol';
import {
  extractiveModel,
  scriptedModel,
  type ChatModel,
  type LogEntry,
  type ScriptEntry,
  type ServerOptions,
} from '../../server';
import type { Running, Start } from '../command';
import { Exit, Failure, lineOf } from '../failure';
import type { Io } from '../io';
import { withServer } from '../withServer';

interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly model?: string;
  readonly script?: string;
  readonly tokenDelay?: number;
  readonly seed: boolean;
  readonly confirm?: readonly string[];
  readonly verbose?: boolean;
}

export function serveCommand(program: Command, io: Io, start: Start): Command {
  return program
    .command('serve')
    .summary('start a server')
    .description(
      'Starts a server and prints its URL on stdout. Ctrl-C stops it.\n\n' +
        'It needs no key and no network: the embedded model answers in sentences quoted from the ' +
        'documents the server knows. A flag wins over its environment variable.',
    )
    .option('--port <port>', '0 picks a free one (env SMOOTH_AGENT_PORT; default: 8787)', portOf)
    .option('--host <host>', 'address to listen on (env SMOOTH_AGENT_BIND; default: 127.0.0.1)')
    .option(
      '--model <name>',
      'extractive or scripted (env SMOOTH_AGENT_MODEL; default: extractive)',
    )
    .option('--script <file>', 'what the scripted model says: a JSON list of entries')
    .option('--token-delay <ms>', 'pause between two tokens of the extractive model', delayOf)
    .option('--no-seed', 'know no documents and have no tools (env SMOOTH_AGENT_SEED_KB=0)')
    .option(
      '--confirm <pattern...>',
      'ask before running tools whose name contains this (env SMOOTH_AGENT_CONFIRM_TOOLS, comma-separated; default: issue_refund)',
    )
    .option('--verbose', 'log connections, turns and errors on stderr, as JSON lines')
    .addHelpText(
      'after',
      `
A script is a list such as
  [{ "kind": "toolCall", "name": "issue_refund",
     "arguments": { "orderId": "1234", "amount": 25.5 } },
   { "kind": "text", "text": "Done." }]

Exit codes: 0 stopped, 1 failed (the port is in use, for example), 2 usage.

Examples:
  $ smooth-operator serve
  $ smooth-operator serve --port 0 --token-delay 30 --verbose
  $ smooth-operator serve --model scripted --script hello.json
`,
    )
    .action((options: ServeOptions) => {
      start(serve(io, options));
    });
}

function serve(io: Io, options: ServeOptions): Running {
  const settings = settingsOf(options, io);
  return concat(
    withServer(settings, ({ url }) => {
      const stopped$ = io.signals$.pipe(
        take(1),
        tap(() => io.stderr.write('Stopping.\n')),
        ignoreElements(),
      );
      const announced$ = defer(() => {
        if (settings.model?.name === 'extractive') {
          io.stderr.write('No model key is configured: the embedded extractive model answers.\n');
        }
        io.stdout.write(`${url}\n`);
        return EMPTY;
      });
      return merge(stopped$, announced$); // who reads the URL may signal at once
    }),
    of(Exit.COMPLETED),
  ).pipe(
    // To a client a lost connection; to a server a failure like any other.
    catchError((error: unknown) =>
      throwError(() =>
        isSmoothOperatorError(error) && error.kind === 'connection'
          ? new Failure(Exit.FAILED, error.message, { cause: error })
          : error,
      ),
    ),
  );
}

function settingsOf(options: ServeOptions, { env, stderr }: Io): ServerOptions {
  const port = options.port ?? fromEnv(env, 'SMOOTH_AGENT_PORT', portOf);
  const host = options.host ?? env['SMOOTH_AGENT_BIND'];
  const confirmTools =
    options.confirm ?? fromEnv(env, 'SMOOTH_AGENT_CONFIRM_TOOLS', (list) => patternsOf(list));
  const isSeeded = options.seed && !/^(?:0|false|no|off)$/i.test(env['SMOOTH_AGENT_SEED_KB'] ?? '');
  return {
    model: modelOf(options, env),
    ...(port !== undefined && { port }),
    ...(host && { host }),
    ...(confirmTools && { confirmTools }),
    ...(!isSeeded && { knowledge: [], tools: [] }),
    ...(options.verbose && {
      onLog: (entry) => stderr.write(`${JSON.stringify(logged(entry))}\n`),
    }),
  };
}

function modelOf({ model, script, tokenDelay }: ServeOptions, env: Io['env']): ChatModel {
  const name =
    model ?? (script === undefined ? env['SMOOTH_AGENT_MODEL'] || 'extractive' : 'scripted');
  switch (name) {
    case 'extractive':
      return extractiveModel(tokenDelay === undefined ? {} : { tokenDelay });
    case 'scripted':
      if (script === undefined) {
        throw new Failure(Exit.USAGE, 'The scripted model needs its script: --script <file>.');
      }
      return scriptedModel(scriptIn(script));
    default:
      throw new Failure(
        Exit.USAGE,
        `There is no model '${name}'. The models are extractive and scripted.`,
      );
  }
}

function scriptIn(file: string): readonly ScriptEntry[] {
  let script: unknown;
  try {
    script = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Failure(Exit.USAGE, `Cannot read the script ${file}: ${lineOf(error)}.`);
  }
  if (Array.isArray(script) && script.every(isScriptEntry)) return script;
  throw new Failure(
    Exit.USAGE,
    `The script ${file} must be a list of { kind: "text", text } and { kind: "toolCall", name, arguments }.`,
  );
}

function isScriptEntry(entry: unknown): entry is ScriptEntry {
  if (typeof entry !== 'object' || entry === null || !('kind' in entry)) return false;
  if (entry.kind === 'text') return 'text' in entry && typeof entry.text === 'string';
  return (
    entry.kind === 'toolCall' &&
    'name' in entry &&
    typeof entry.name === 'string' &&
    'arguments' in entry &&
    typeof entry.arguments === 'object' &&
    entry.arguments !== null &&
    !Array.isArray(entry.arguments)
  );
}

/** What the server tells, with its time. Neither the server nor this puts messages in it. */
function logged(entry: LogEntry): object {
  const time = new Date().toISOString();
  if (entry.kind !== 'failed') return { time, ...entry };
  const { error, ...rest } = entry;
  return { time, ...rest, error: error instanceof Error ? lineOf(error) : 'not an Error' };
}

function fromEnv<T>(env: Io['env'], name: string, read: (text: string) => T): T | undefined {
  const text = env[name];
  if (!text) return undefined;
  try {
    return read(text);
  } catch (error) {
    throw new Failure(Exit.USAGE, `${name} is '${text}': ${lineOf(error)}`);
  }
}

function portOf(text: string): number {
  return wholeNumber(text, 65_535, 'It must be a whole number from 0 to 65535.');
}

function delayOf(text: string): number {
  return wholeNumber(text, 60_000, 'It must be a whole number of milliseconds up to 60000.');
}

function wholeNumber(text: string, max: number, otherwise: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > max) {
    throw new InvalidArgumentError(otherwise);
  }
  return value;
}

function patternsOf(list: string): string[] {
  return list
    .split(',')
    .map((pattern) => pattern.trim())
    .filter(Boolean);
}
