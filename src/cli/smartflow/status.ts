import type { Command } from 'commander';
import { defer, finalize, map, merge, of, take } from 'rxjs';
import { smartflowConfigFile, smartflowSettings } from '../../node';
import {
  createSmartflow,
  PROVIDERS,
  resolveSettings,
  type ModeSource,
  type Provider,
  type SmartflowOptions,
  type SmartflowSettings,
} from '../../smartflow';
import type { Running, Start } from '../command';
import { Exit } from '../failure';
import type { Io } from '../io';
import { asFailure } from './failure';
import { probe } from './probe';

export function statusCommand(program: Command, io: Io, start: Start): Command {
  return program
    .command('status')
    .summary('see what is configured')
    .description(
      'Tells whether a gateway or the providers themselves are asked, where that comes from, and ' +
        'whether they can be: of a gateway, whether it answers; of providers, which keys there are.',
    )
    .addHelpText(
      'after',
      `
Exit codes:
  0 reached, or a provider has its key     2 the configuration is wrong
  1 not                                    130 interrupted

Examples:
  $ smartflow status
  $ SMARTFLOW_GATEWAY_URL=https://gateway.example smartflow status
`,
    )
    .action(() => {
      start(status(io));
    });
}

function status(io: Io): Running {
  const interrupted$ = io.signals$.pipe(map(() => Exit.INTERRUPTED));
  return merge(
    interrupted$,
    defer(() => {
      const options = smartflowSettings(io);
      const settings = resolveSettings(options);
      const tell = (name: string, value: string) => {
        io.stdout.write(`${name.padEnd(9)}  ${value}\n`);
      };
      tell('mode', `${settings.mode}, ${because(settings.source, io)}`);
      return settings.addresses
        ? gateway(settings, settings.addresses.proxy, options, tell)
        : of(direct(settings, tell));
    }).pipe(asFailure()),
  ).pipe(take(1));
}

type Tell = (name: string, value: string) => void;

function because(source: ModeSource, { home }: Io): string {
  switch (source) {
    case 'environment':
      return 'by SMARTFLOW_GATEWAY_URL in the environment';
    case 'file':
      return `by ${smartflowConfigFile(home)}`;
    default:
      return 'since no gateway is configured';
  }
}

function gateway(
  { apiKey, defaultModel }: SmartflowSettings,
  url: string,
  options: SmartflowOptions,
  tell: Tell,
): Running {
  tell('gateway', url);
  tell('key', apiKey?.masked ?? 'none');
  tell('model', defaultModel);
  return defer(() => {
    const client = createSmartflow(options);
    return probe(client).pipe(
      map(({ isReached, line }) => {
        tell('health', line);
        return isReached ? Exit.COMPLETED : Exit.FAILED;
      }),
      finalize(() => {
        client.close();
      }),
    );
  });
}

function direct({ providers, defaultModel }: SmartflowSettings, tell: Tell): Exit {
  const presets = resolveSettings().providers;
  const canBeAsked = (name: Provider) =>
    name === 'ollama' || name === 'local'
      ? providers[name].baseUrl !== presets[name].baseUrl
      : providers[name].apiKey !== undefined;
  for (const name of PROVIDERS) {
    const { apiKey, baseUrl = `no address (${name.toUpperCase()}_BASE_URL)` } = providers[name];
    const key = apiKey?.masked ?? `no key (${name.toUpperCase()}_API_KEY)`;
    tell(name, name === 'ollama' || name === 'local' ? baseUrl : key);
  }
  tell('model', defaultModel);
  return PROVIDERS.some(canBeAsked) ? Exit.COMPLETED : Exit.FAILED;
}
