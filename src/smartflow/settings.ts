import { address, addressesOf, invalidOption, type Addresses } from './addresses';
import { PROVIDERS, SmartflowConfig, type Mode, type Provider } from './config';
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

/** Where each provider is, unless told otherwise. */
const BASE_URLS: Readonly<Record<Provider, string | undefined>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta/openai',
  ollama: 'http://localhost:11434/v1',
  local: undefined,
};

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
  const variable = (name: string) => given(env[name]);

  const choices: readonly (readonly [ModeSource, name: string, url: string | undefined])[] = [
    ['argument', 'baseUrl', given(options.baseUrl)],
    ['environment', 'SMARTFLOW_GATEWAY_URL', variable('SMARTFLOW_GATEWAY_URL')],
    ['file', 'gateway_url', file.mode === 'direct' ? undefined : given(file.gateway_url)],
  ];
  const chosen = choices.find(([, , url]) => url !== undefined);
  if (!chosen && file.mode === 'gateway') {
    throw invalidOption('The configuration file: mode is gateway, and gateway_url is missing');
  }
  const [source, name, found = ''] = chosen ?? [file.mode ? 'file' : 'none', ''];
  const url = found ? address(found, name) : undefined;
  const isOfFile = given(file.gateway_url)?.replace(/\/+$/, '') === url;
  const key =
    given(options.apiKey) ??
    variable('SMARTFLOW_API_KEY') ??
    (isOfFile ? given(file.api_key) : undefined);

  const providerSettings = (name: Provider): readonly [Provider, ProviderSettings] => {
    const { apiKey, baseUrl } = providers[name] ?? {};
    const stored = file.providers?.[name] ?? {};
    const variables = name.toUpperCase();
    const base =
      given(baseUrl) ??
      variable(`${variables}_BASE_URL`) ??
      given(stored.base_url) ??
      BASE_URLS[name];
    return [
      name,
      {
        apiKey: secret(
          given(apiKey) ?? variable(`${variables}_API_KEY`) ?? given(stored.api_key),
          `The key of ${name}`,
        ),
        baseUrl: base && rootOf(address(base, `The URL of ${name}`), name),
      },
    ];
  };
  return {
    mode: url === undefined ? 'direct' : 'gateway',
    source,
    addresses: url === undefined ? undefined : addressesOf(url, options),
    apiKey: url === undefined ? undefined : secret(key, 'apiKey'),
    defaultModel: given(options.defaultModel) ?? given(file.default_model) ?? 'gpt-4o',
    providers: Object.fromEntries(
      PROVIDERS.map(providerSettings),
    ) as SmartflowSettings['providers'],
  };
}

function fileOf(config: SmartflowOptions['config']): SmartflowConfig {
  const decoded = SmartflowConfig.decode(contentOf(config) ?? {});
  if (decoded._tag === 'Right') return decoded.right;
  // What is there may be a key, hence is not told.
  const [, ...path] = decoded.left[0]?.context ?? [];
  throw invalidOption(
    `The configuration file: ${path.map(({ key }) => key).join('.') || 'the whole'} must be ${path.at(-1)?.type.name ?? 'a map'}`,
  );
}

function contentOf(config: SmartflowOptions['config']): unknown {
  try {
    return config?.();
  } catch (error) {
    throw invalidOption(error instanceof Error ? error.message : 'No configuration can be read');
  }
}

/** Whether there is anything but white space. */
function given(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

/** What paths are appended to: all providers have their version there, which need not be told. */
function rootOf(base: string, provider: Provider): string {
  const root = base.replace(/\/messages$/, '');
  return provider === 'gemini' || /\/v\d\w*$/.test(root) ? root : `${root}/v1`;
}

/** A key that a header can carry: the error of one that cannot would quote it. */
function secret(key: string | undefined, name: string): Secret | undefined {
  if (key === undefined) return undefined;
  if (!/^[\x20-\x7e]+$/.test(key)) {
    throw invalidOption(`${name} has characters that no key has`);
  }
  return new Secret(key);
}
