import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../src/cli/serve/configuration';
import { modelsOf } from '../../../src/cli/serve/model';
import { serverOptions } from '../../../src/cli/serve/serverOptions';
import { ALL_SETTINGS, SETTINGS, type Values } from '../../../src/cli/serve/settings';
import { OPTION_RULES } from '../../../src/server/optionRules';
import { settingsOf } from '../../../src/server/settings';

const stderr = Object.assign(new Writable({ write: () => undefined }), { isTTY: false });

const PRESET = Object.fromEntries(
  [...ALL_SETTINGS].map(([name, setting]) => [name, setting.default]),
) as unknown as Values;

/** What is asked of the server by a configuration in which only these settings are set. */
function asked(values: Partial<Values>) {
  const configured: Configuration = { values: { ...PRESET, ...values }, origins: new Map() };
  const models = modelsOf(configured, { env: {}, home: '/nonexistent' });
  return serverOptions(configured, models, { stderr });
}

/** The settings that are not simply an option of the server with the same name. */
const OTHERS: Partial<Values> = {
  model: 'extractive',
  script: 'a.json',
  tokenDelay: 1,
  preambleModel: 'extractive',
  offeredModels: ['gpt-4o'],
  gatewayUrl: 'https://gateway.example',
  gatewayKey: 'key',
  seed: false,
  noTools: true,
  otp: 'none',
  storage: 'memory',
  backplane: 'memory',
  verbose: true,
};

describe('the settings of serve', () => {
  it('ask by default for the server that nobody has set anything of', () => {
    const server = settingsOf({});
    const byDefault = settingsOf(asked({}));
    for (const name of ['model', 'onLog', 'clock', 'ids', 'store', 'backplane'] as const) {
      expect(typeof byDefault[name]).toBe(typeof server[name]);
    }
    expect(JSON.parse(JSON.stringify(byDefault))).toMatchObject(
      JSON.parse(JSON.stringify({ ...server, otp: {}, models: {} })) as object,
    );
  });

  it.each([...ALL_SETTINGS.keys()].filter((name) => OPTION_RULES.has(name) && !(name in OTHERS)))(
    '%s is the option of that name',
    (name) => {
      const value = Symbol(name);
      expect(asked({ [name]: value })).toMatchObject({ [name]: value });
    },
  );

  it.each([...ALL_SETTINGS.keys()].filter((name) => name.startsWith('limits.')))(
    '%s is the limit of that name',
    (name) => {
      const value = Symbol(name);
      expect(asked({ [name]: value }).limits).toMatchObject({ [name.slice(7)]: value });
    },
  );

  it('are each an option, a limit, of the access, or one that is tested by itself', () => {
    const strays = [...ALL_SETTINGS.keys()].filter(
      (name) => !OPTION_RULES.has(name) && !/^(?:limits|access)\./.test(name) && !(name in OTHERS),
    );
    expect(strays).toEqual([]);
  });

  it('leave out no option but those that are given as code', () => {
    const settable = new Set([...ALL_SETTINGS.keys()].map((name) => name.split('.')[0]));
    const options = [...OPTION_RULES.keys()].filter((name) => !settable.has(name));
    expect(options).toEqual([
      'models',
      'knowledge',
      'tools',
      'interactions',
      'store',
      'clock',
      'ids',
      'onLog',
    ]);
  });

  it('have no name and no variable twice', () => {
    const variables = Object.values(SETTINGS).flatMap(({ env }) => env);
    expect(new Set(variables).size).toBe(variables.length);
    const flags = Object.values(SETTINGS).flatMap(({ flag = [] }) => flag);
    expect(new Set(flags).size).toBe(flags.length);
  });

  it('have defaults that they themselves would take', () => {
    for (const { type, default: preset } of ALL_SETTINGS.values()) {
      if (preset !== undefined)
        expect(type.decode(preset)).toEqual({ _tag: 'Right', right: preset });
    }
  });
});

describe('a setting that is no option of the server', () => {
  it('no seed: no documents and no tools', () => {
    expect(asked({ seed: false })).toMatchObject({ knowledge: [], tools: [] });
  });

  it('noTools: the documents, and no tools', () => {
    expect(asked({ noTools: true })).toMatchObject({ knowledge: undefined, tools: [] });
  });

  it('no one-time codes: nobody who could send one', () => {
    expect(asked({ otp: 'none' }).otp).toBeUndefined();
    expect(asked({}).otp).toBeDefined();
  });

  it('a preamble model', () => {
    expect(asked({}).preambleModel).toBeUndefined();
    expect(asked({ preambleModel: 'extractive' }).preambleModel).toMatchObject({
      name: 'extractive',
    });
  });
});
