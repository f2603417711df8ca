import type { Command } from 'commander';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  merge,
  of,
  switchMap,
  take,
  tap,
  throwError,
} from 'rxjs';
import { isSmoothOperatorError } from '../../protocol';
import type { Running, Start } from '../command';
import { Exit, Failure } from '../failure';
import type { Io } from '../io';
import { unusedAccess } from '../serve/access';
import { configuration, type Configuration } from '../serve/configuration';
import { fromFlags, withSettingFlags } from '../serve/flags';
import { modelsOf } from '../serve/model';
import { printedConfiguration } from '../serve/printConfiguration';
import { serverOptions } from '../serve/serverOptions';
import { withServer } from '../withServer';

interface ServeOptions {
  readonly config?: string;
  readonly printConfig?: boolean;
}

export function serveCommand(program: Command, io: Io, start: Start): Command {
  const command = program
    .command('serve')
    .summary('start a server')
    .description(
      'Starts a server and prints its URL on stdout. Ctrl-C stops it once no turn runs, a ' +
        'second one at once.\n\n' +
        'It needs no key and no network: the embedded model answers in sentences quoted from the ' +
        'documents the server knows. With --model another one does, through the gateway or with ' +
        'the keys that `smartflow configure` or the environment gives. A flag wins over its environment variable, that over the ' +
        'configuration file. docs/server.md has every setting.',
    )
    .option('--config <file>', 'settings, in YAML (env SMOOTH_OPERATOR_CONFIG)')
    .option('--print-config', 'print every setting and where it comes from, and stop');
  return withSettingFlags(command)
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
  $ smooth-operator serve --model gpt-4o
  $ smooth-operator serve --model scripted --script hello.json
  $ smooth-operator serve --config server.yaml --print-config
`,
    )
    .action(({ config, printConfig }: ServeOptions) => {
      const configured = configuration(fromFlags(command), io, config);
      start(printConfig ? print(io, configured) : serve(io, configured));
    });
}

function print(io: Io, configured: Configuration): Running {
  return defer(() => {
    io.stdout.write(printedConfiguration(configured));
    return of(Exit.COMPLETED);
  });
}

function serve(io: Io, configured: Configuration): Running {
  const models = modelsOf(configured, io);
  const options = serverOptions(configured, models, io);
  return concat(
    withServer(options, (server) => {
      const stopped$ = io.signals$.pipe(
        take(1),
        tap(() => io.stderr.write('Stopping, once no turn runs; a second signal stops at once.\n')),
        switchMap(() => merge(server.drain(), io.signals$).pipe(take(1))),
        ignoreElements(),
      );
      const announced$ = defer(() => {
        for (const note of models.notes) io.stderr.write(`${note}\n`);
        const unused = unusedAccess(configured);
        if (unused !== undefined) io.stderr.write(`Warning: ${unused}\n`);
        io.stdout.write(`${server.url}\n`);
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
