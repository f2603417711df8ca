import { describe, expect, it } from 'vitest';
import {
  createSmartflow,
  PROVIDERS,
  resolveSettings,
  ValidationError,
  type SmartflowOptions,
} from 'smooth-operator-rx/smartflow';

const file = (content: unknown) => ({ config: () => content });
const seen = (options: SmartflowOptions) => {
  const { mode, source, addresses, apiKey } = resolveSettings(options);
  return [mode, source, addresses?.proxy, apiKey?.reveal()];
};
const providersOf = (options: SmartflowOptions) =>
  Object.fromEntries(
    Object.entries(resolveSettings(options).providers).map(([name, { apiKey, baseUrl }]) => [
      name,
      [apiKey?.reveal(), baseUrl],
    ]),
  );

describe('the mode', () => {
  const env = { SMARTFLOW_GATEWAY_URL: 'https://env.test', SMARTFLOW_API_KEY: 'env-key' };
  const gateway = { gateway_url: 'https://file.test', api_key: 'file-key' };

  it.each<readonly [string, SmartflowOptions, readonly unknown[]]>([
    ['nothing', {}, ['direct', 'none', undefined, undefined]],
    [
      'an argument',
      { baseUrl: 'https://arg.test/' },
      ['gateway', 'argument', 'https://arg.test', undefined],
    ],
    [
      'an argument before all else',
      {
        baseUrl: 'https://arg.test',
        apiKey: 'arg-key',
        env,
        ...file({ mode: 'direct', ...gateway }),
      },
      ['gateway', 'argument', 'https://arg.test', 'arg-key'],
    ],
    [
      'an argument, with the key of the environment',
      { baseUrl: 'https://arg.test', env },
      ['gateway', 'argument', 'https://arg.test', 'env-key'],
    ],
    [
      'the environment before the file',
      { env, ...file(gateway) },
      ['gateway', 'environment', 'https://env.test', 'env-key'],
    ],
    [
      'the file',
      file({ mode: 'gateway', ...gateway }),
      ['gateway', 'file', 'https://file.test', 'file-key'],
    ],
    [
      'the file that names no mode',
      file(gateway),
      ['gateway', 'file', 'https://file.test', 'file-key'],
    ],
    ...['https://FILE.test', 'https://file.test:443//', ' https://file.test/ '].map(
      (gateway_url) =>
        [
          `the file, however it writes its URL: ${gateway_url}`,
          file({ ...gateway, gateway_url }),
          ['gateway', 'file', 'https://file.test', 'file-key'],
        ] as const,
    ),
    [
      'an argument that is the gateway of the file, in other words',
      { baseUrl: 'https://FILE.test:443', ...file(gateway) },
      ['gateway', 'argument', 'https://file.test', 'file-key'],
    ],
    [
      'the file, with the key of an argument',
      { apiKey: 'arg-key', ...file(gateway) },
      ['gateway', 'file', 'https://file.test', 'arg-key'],
    ],
    [
      'the file, with the key of the environment',
      { env: { SMARTFLOW_API_KEY: 'env-key' }, ...file(gateway) },
      ['gateway', 'file', 'https://file.test', 'env-key'],
    ],
    [
      'the file that says direct',
      file({ mode: 'direct', ...gateway }),
      ['direct', 'file', undefined, undefined],
    ],
    ['an empty file', file(null), ['direct', 'none', undefined, undefined]],
    ['no file', file(undefined), ['direct', 'none', undefined, undefined]],
    ['a file of other things', file({ theme: 'dark' }), ['direct', 'none', undefined, undefined]],
    [
      'variables that are empty, which count as none',
      { baseUrl: ' ', env: { SMARTFLOW_GATEWAY_URL: '', SMARTFLOW_API_KEY: ' ' } },
      ['direct', 'none', undefined, undefined],
    ],
    [
      'the variable that programs pass on by themselves, which counts as none',
      { env: { SMARTFLOW_URL: 'https://env.test' } },
      ['direct', 'none', undefined, undefined],
    ],
  ])('is that of %s', (_, options, expected) => {
    expect(seen(options)).toEqual(expected);
    const client = createSmartflow(options);
    expect([client.mode, client.isGatewayMode()]).toEqual([expected[0], expected[0] === 'gateway']);
  });

  it('does not take the key of the file to the gateway of somebody else', () => {
    expect(seen({ baseUrl: 'https://other.test', ...file(gateway) })[3]).toBeUndefined();
    expect(seen({ baseUrl: 'https://file.test/', ...file(gateway) })[3]).toBe('file-key');
    expect(
      seen({ baseUrl: 'https://other.test', ...file({ api_key: 'file-key' }) })[3],
    ).toBeUndefined();
  });
});

describe('the addresses of a gateway', () => {
  it.each([
    ['http://gw:7775', 'http://gw', ''],
    ['http://gw:7775/', 'http://gw', ''],
    ['https://gw.example', 'https://gw.example', ''],
    ['http://gw:7775/x/', 'http://gw', '/x'],
    ['http://[::1]:7775', 'http://[::1]', ''],
    ['  http://gw:7775  ', 'http://gw', ''],
  ])('of %s are at the ports of its host', (baseUrl, host, path) => {
    expect(resolveSettings({ baseUrl }).addresses).toEqual({
      proxy: baseUrl.trim().replace(/\/$/, ''),
      management: `${host}:7778${path}`,
      compliance: `${host}:7777${path}`,
      bridge: `${host}:3500${path}`,
      policy: `${host}:7782${path}`,
    });
  });

  it('have the ports and the URLs that are given', () => {
    expect(
      resolveSettings({
        baseUrl: 'https://gw.example',
        managementPort: 1,
        compliancePort: 2,
        bridgePort: 3,
        policyPort: 4,
        complianceUrl: 'https://gw.example/compliance/',
        bridgeUrl: 'http://bridge:80',
      }).addresses,
    ).toEqual({
      proxy: 'https://gw.example',
      management: 'https://gw.example:1',
      compliance: 'https://gw.example/compliance',
      bridge: 'http://bridge',
      policy: 'https://gw.example:4',
    });
  });

  it.each([99_999, -1, 1.5, NaN, '7778x' as unknown as number])(
    'cannot have the port %s, and do not fall back upon another',
    (managementPort) => {
      expect(() => createSmartflow({ baseUrl: 'http://gw:7775', managementPort })).toThrow(
        /^managementUrl must be an http/,
      );
    },
  );

  it.each([
    ['gw:7775', 'no scheme'],
    ['ws://gw', 'another scheme'],
    ['http://', 'no host'],
    ['/gw', 'no host either'],
    ['http://user@gw', 'a user'],
    ['http://gw?x=1', 'a query'],
    ['http://gw#x', 'a fragment'],
  ])('cannot be %s: %s', (url) => {
    for (const options of [
      { baseUrl: url },
      { env: { SMARTFLOW_GATEWAY_URL: url } },
      file({ gateway_url: url }),
      { baseUrl: 'http://gw', managementUrl: url },
      { providers: { openai: { baseUrl: url } } },
      { env: { OLLAMA_BASE_URL: url } },
    ]) {
      expect(() => createSmartflow(options)).toThrow(ValidationError);
    }
  });

  it('that cannot be are not looked at where another was chosen', () => {
    const env = { SMARTFLOW_GATEWAY_URL: 'nowhere' };
    expect(seen({ baseUrl: 'http://gw', env, ...file({ mode: 'gateway' }) })[1]).toBe('argument');
  });
});

describe('the providers of direct mode', () => {
  it('are where they are, without keys', () => {
    expect(providersOf({})).toEqual({
      openai: [undefined, 'https://api.openai.com/v1'],
      anthropic: [undefined, 'https://api.anthropic.com/v1'],
      gemini: [undefined, 'https://generativelanguage.googleapis.com/v1beta/openai'],
      ollama: [undefined, 'http://localhost:11434/v1'],
      local: [undefined, undefined],
    });
  });

  it('have keys and URLs of arguments, of the environment, of the file, in this order', () => {
    const names = PROVIDERS.map((name) => name.toUpperCase());
    const env = Object.fromEntries(
      names.flatMap((name) => [
        [`${name}_API_KEY`, 'env'],
        [`${name}_BASE_URL`, 'http://env'],
      ]),
    );
    const stored = Object.fromEntries(
      PROVIDERS.map((name) => [name, { api_key: 'file', base_url: 'http://file' }]),
    );
    const providers = Object.fromEntries(
      PROVIDERS.map((name) => [name, { apiKey: 'arg', baseUrl: 'http://arg' }]),
    );
    const all = (key: string) => [
      ...PROVIDERS.map((name) => [name, [key, `http://${key}${name === 'gemini' ? '' : '/v1'}`]]),
    ];
    const config = () => ({ providers: stored });
    expect(Object.entries(providersOf({ config }))).toEqual(all('file'));
    expect(Object.entries(providersOf({ config, env }))).toEqual(all('env'));
    expect(Object.entries(providersOf({ config, env, providers }))).toEqual(all('arg'));
  });

  it.each([
    ['openai', 'http://x', 'http://x/v1'],
    ['openai', 'http://x/v1/', 'http://x/v1'],
    ['openai', 'http://x/api/v4', 'http://x/api/v4'],
    ['anthropic', 'http://x/v1/messages', 'http://x/v1'],
    ['anthropic', 'http://x', 'http://x/v1'],
    ['gemini', 'http://x/v1beta/openai', 'http://x/v1beta/openai'],
    ['local', 'http://x:8000/v1', 'http://x:8000/v1'],
    ['ollama', 'http://x:11434', 'http://x:11434/v1'],
  ] as const)('%s at %s are asked at %s', (name, baseUrl, at) => {
    expect(resolveSettings({ providers: { [name]: { baseUrl } } }).providers[name].baseUrl).toBe(
      at,
    );
  });
});

describe('the model of a chat', () => {
  it('is that of the options, of the file, or gpt-4o', () => {
    const config = () => ({ default_model: 'claude-sonnet-4-6' });
    expect(resolveSettings({}).defaultModel).toBe('gpt-4o');
    expect(resolveSettings({ config }).defaultModel).toBe('claude-sonnet-4-6');
    expect(resolveSettings({ config, defaultModel: 'o3' }).defaultModel).toBe('o3');
  });
});

describe('a configuration file', () => {
  it.each([
    [[], 'The configuration file: the whole must be a map'],
    ['text', 'The configuration file: the whole must be a map'],
    [{ mode: 'both' }, 'The configuration file: mode must be "gateway" | "direct"'],
    [{ gateway_url: 7 }, 'The configuration file: gateway_url must be string'],
    [{ providers: [] }, 'The configuration file: providers must be object'],
    [
      { providers: { openai: { api_key: 5 } } },
      'The configuration file: providers.openai.api_key must be string',
    ],
    [{ mode: 'gateway' }, 'gateway_url must be an http:// or https:// URL'],
  ])('that says %j is an error that says where', (content, message) => {
    expect(() => createSmartflow(file(content))).toThrow(message);
    expect(() => createSmartflow(file(content))).toThrow(ValidationError);
  });

  it('may leave things open', () => {
    const content = { mode: null, gateway_url: null, providers: { openai: null, local: {} } };
    expect(seen(file(content))).toEqual(['direct', 'none', undefined, undefined]);
  });

  it('that cannot be read is an error that says why', () => {
    const config = () => {
      throw new Error('config.yaml:3:7: this is not YAML');
    };
    expect(() => createSmartflow({ config })).toThrow(
      expect.objectContaining({
        name: 'ValidationError',
        message: 'config.yaml:3:7: this is not YAML',
      }) as Error,
    );
  });
});
