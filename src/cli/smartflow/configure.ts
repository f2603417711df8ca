import { text } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import {
  concatMap,
  defaultIfEmpty,
  defer,
  filter,
  finalize,
  map,
  merge,
  of,
  switchMap,
  take,
  takeUntil,
  type Observable,
} from 'rxjs';
import { createSmartflow, PROVIDERS, type Provider } from '../../smartflow';
import type { Running, Start } from '../command';
import { Exit, Failure } from '../failure';
import type { Io } from '../io';
import { isPerson, openTerminal } from '../terminal';
import { asFailure } from './failure';
import { probe } from './probe';
import { StoredConfig } from './stored';
import { wizard } from './wizard';

interface Options {
  readonly gatewayUrl?: string;
  readonly direct?: boolean;
  readonly provider?: Provider;
  readonly baseUrl?: string;
  readonly keyStdin?: boolean;
  readonly defaultModel?: string;
  readonly probe: boolean;
}

export function configureCommand(program: Command, io: Io, start: Start): Command {
  return program
    .command('configure')
    .summary('say whom to ask')
    .description(
      'Asks for the URL and the key of a gateway, or for the keys of providers, and stores them in ' +
        '~/.smartflow/config.yaml for nobody else to read. With options it asks nothing. A key is ' +
        'no option, since every process can read the command line of another.',
    )
    .option('--gateway-url <url>', 'where the gateway listens')
    .addOption(
      new Option('--direct', 'ask the providers, without a gateway').conflicts('gatewayUrl'),
    )
    .addOption(
      new Option('--provider <name>', 'whose key or URL is given')
        .choices(PROVIDERS)
        .conflicts('gatewayUrl'),
    )
    .option('--base-url <url>', 'where the provider is')
    .option('--key-stdin', 'read the key of the gateway, or of the provider, from stdin')
    .option('--default-model <name>', 'the model of whoever names none')
    .option('--no-probe', 'do not try whether the gateway answers')
    .addHelpText(
      'after',
      `
Exit codes:
  0 stored     1 cannot be written     2 usage     130 interrupted: not stored

Examples:
  $ smartflow configure
  $ smartflow configure --gateway-url https://gateway.example --key-stdin < key
  $ pass openai | smartflow configure --provider openai --key-stdin
`,
    )
    .action((options: Options) => {
      start(configure(io, options));
    });
}

function configure(io: Io, options: Options): Running {
  const { probe: wantsProbe, ...given } = options;
  const isAsking = Object.keys(given).length === 0;
  const stored$ = defer(() => {
    if (options.baseUrl !== undefined && options.provider === undefined) {
      throw new Failure(Exit.USAGE, '--base-url needs --provider.');
    }
    if (isAsking && !isPerson(io.stdin, io.stdout)) {
      throw new Failure(
        Exit.USAGE,
        'There is no terminal to ask on: give --gateway-url or --provider.',
      );
    }
    const config = StoredConfig.read(io.home);
    if (!isAsking) return setBy(options, config, io);
    config.demandSound();
    return askedFor(config, io);
  }).pipe(
    concatMap((config) =>
      (wantsProbe ? probed(config, io) : of(undefined)).pipe(
        map(() => {
          config.write();
          io.stdout.write(`Stored in ${config.file}\n`);
          if (io.env['SMARTFLOW_GATEWAY_URL']) {
            io.stderr.write('Warning: SMARTFLOW_GATEWAY_URL is set, and goes before the file.\n');
          }
          return Exit.COMPLETED;
        }),
      ),
    ),
    asFailure(),
    // The input has ended before the last answer.
    defaultIfEmpty(Exit.INTERRUPTED),
  );
  return merge(stored$, io.signals$.pipe(map(() => Exit.INTERRUPTED))).pipe(take(1));
}

function askedFor(config: StoredConfig, io: Io): Observable<StoredConfig> {
  return openTerminal(io, io.stdout).pipe(
    switchMap((terminal) =>
      wizard(terminal, config).pipe(takeUntil(terminal.interrupts$), defaultIfEmpty(undefined)),
    ),
    take(1), // gives the terminal back
    filter((answered) => answered !== undefined),
  );
}

function setBy(options: Options, config: StoredConfig, io: Io): Observable<StoredConfig> {
  const { gatewayUrl, direct, provider, baseUrl, keyStdin, defaultModel } = options;
  const piped$: Observable<string | undefined> = keyStdin
    ? defer(() => text(io.stdin))
    : of(undefined);
  return piped$.pipe(
    map((piped) => {
      const key = piped?.trim();
      if (key === '') throw new Failure(Exit.USAGE, 'There is no key on stdin.');
      if (gatewayUrl !== undefined) config.set(['gateway_url'], gatewayUrl);
      if (direct) config.set(['mode'], 'direct');
      if (baseUrl !== undefined) config.set(['providers', `${provider}`, 'base_url'], baseUrl);
      if (key !== undefined) {
        if (provider === undefined && config.get(['gateway_url']) === undefined) {
          throw new Failure(Exit.USAGE, '--key-stdin needs --gateway-url or --provider.');
        }
        config.set(provider ? ['providers', provider, 'api_key'] : ['api_key'], key);
      }
      if (defaultModel !== undefined) config.set(['default_model'], defaultModel);
      config.keep();
      return config;
    }),
  );
}

/** Tries the gateway, if one is to be asked, and says how it fares: it may be up later. */
function probed(config: StoredConfig, io: Io): Observable<unknown> {
  return defer(() => {
    const env = { ...io.env, SMARTFLOW_GATEWAY_URL: undefined };
    const { addresses } = config.settings(env);
    if (!addresses) return of(undefined);
    const client = createSmartflow({ config: () => config.content, env });
    return probe(client).pipe(
      map(({ isReached, line }) =>
        (isReached ? io.stdout : io.stderr).write(
          `${isReached ? '' : 'Warning: '}${addresses.proxy}: ${line}\n`,
        ),
      ),
      finalize(() => {
        client.close();
      }),
    );
  });
}
