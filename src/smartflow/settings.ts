import { address, addressesOf, hrefOf, type Addresses } from './addresses';
import { BASE_URLS, SmartflowConfig, type Mode, type Provider } from './config';
import { demand, invalidArgument } from './invalid';
import { mapped } from './mapped';
import type { SmartflowOptions } from './options';
import { Secret } from './secret';

/** What decided the mode. */
export type ModeSource = 'argument' | 'environment' | 'file' | 'none';

export interface ProviderSettings {
  readonly apiKey: Secret | undefined;
  /** `undefined` where it has to be given, and is not. */
  readonly baseUrl: string | undefined;
}

/** What a client goes by, once arguments, environment and file have been looked at. */
export interface SmartflowSettings {
  readonly mode: Mode;
  readonly source: ModeSource;
  /** Where the gateway listens, in gateway mode. */
  readonly addresses: Addresses | undefined;
  readonly apiKey: Secret | undefined;
  readonly defaultModel: string;
  readonly providers: Readonly<Record<Provider, ProviderSettings>>;
}

/**
 * Finds out what a client made with these options would go by, and says where that comes from. A
 * gateway is taken from `baseUrl`, then `SMARTFLOW_GATEWAY_URL`, then the file; without one the mode
 * is `direct`. For the keys and URLs of providers, too, an argument goes before the environment
 * (`OPENAI_API_KEY`, `OPENAI_BASE_URL` and so on), and that before the file. An empty variable counts
 * as not set.
 *
 * The gateway key of the file goes to the gateway of the file alone: another host must not get it.
 *
 * @throws ValidationError when a URL, a key or the file is not valid
 * @example
 * const { mode, source, apiKey } = resolveSettings({ env: { SMARTFLOW_GATEWAY_URL: url } });
 * log(`${mode} (${source}), key ${apiKey?.masked ?? 'none'}`); // gateway (environment), key none
 */
export function resolveSettings(options: SmartflowOptions = {}): SmartflowSettings {
  const { env = {}, providers = {} } = options;
  const file = fileOf(options.config);
  const { mode, gateway_url } = file;

  const choices: readonly (readonly [ModeSource, name: string, url: string | undefined])[] = [
    ['argument', 'baseUrl', options.baseUrl],
    ['environment', 'SMARTFLOW_GATEWAY_URL', env['SMARTFLOW_GATEWAY_URL']],
    ['file', 'gateway_url', mode === 'direct' ? undefined : gateway_url],
  ];
  const [source, name, found] = choices.find(([, , given]) => first(given)) ?? [
    mode ? 'file' : 'none',
    'gateway_url',
    mode === 'gateway' ? '' : undefined,
  ];
  const url = found === undefined ? undefined : address(found, name);
  const key = first(
    options.apiKey,
    env['SMARTFLOW_API_KEY'],
    hrefOf(gateway_url) === url ? file.api_key : undefined,
  );

  return {
    mode: url ? 'gateway' : 'direct',
    source,
    addresses: url ? addressesOf(url, options) : undefined,
    apiKey: url ? secret(key, 'apiKey') : undefined,
    defaultModel: first(options.defaultModel, file.default_model) ?? 'gpt-4o',
    providers: mapped(BASE_URLS, (usual: string | undefined, provider): ProviderSettings => {
      const { apiKey, baseUrl } = providers[provider] ?? {};
      const { api_key, base_url } = file.providers?.[provider] ?? {};
      const prefix = provider.toUpperCase();
      const base = first(baseUrl, env[`${prefix}_BASE_URL`], base_url, usual);
      return {
        apiKey: secret(first(apiKey, env[`${prefix}_API_KEY`], api_key), `The key of ${provider}`),
        baseUrl: base && rootOf(address(base, `The URL of ${provider}`), provider),
      };
    }),
  };
}

function fileOf(config: SmartflowOptions['config']): SmartflowConfig {
  const decoded = SmartflowConfig.decode(contentOf(config) ?? {});
  if (decoded._tag === 'Right') return decoded.right;
  // What is there may be a key, hence is not told.
  const [, ...path] = decoded.left[0]?.context ?? [];
  throw invalidArgument(
    `The configuration file: ${path.map(({ key }) => key).join('.') || 'the whole'} must be ${path.at(-1)?.type.name ?? 'a map'}`,
  );
}

function contentOf(config: SmartflowOptions['config']): unknown {
  try {
    return config?.();
  } catch (error) {
    throw invalidArgument(error instanceof Error ? error.message : String(error));
  }
}

/** The first that has anything but white space. */
function first(...values: readonly (string | undefined)[]): string | undefined {
  return values.map((value) => value?.trim()).find(Boolean);
}

/** What paths are appended to: all providers have their version there, which need not be told. */
function rootOf(base: string, provider: Provider): string {
  const root = base.replace(/\/messages$/, '');
  return provider === 'gemini' || /\/v\d\w*$/.test(root) ? root : `${root}/v1`;
}

/** A key that a header can carry: the error of one that cannot would quote it. */
function secret(key = '', name: string): Secret | undefined {
  demand(/^[\x20-\x7e]*$/.test(key), `${name} has characters that no key has`);
  return key ? new Secret(key) : undefined;
}
