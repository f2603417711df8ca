import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ALL_SETTINGS } from '../../../src/cli/serve/settings';
import { complaint, configFile, printed, setting } from './configured';

describe('a setting', () => {
  it('has its default where nobody sets it', async () => {
    expect(await setting('port', {})).toEqual({ value: 8787, origin: 'default' });
  });

  it('comes from the file before its default', async () => {
    const { value, origin } = await setting('port', { file: '# mine\nport: 1\n' });
    expect(value).toBe(1);
    expect(origin).toMatch(/server\.yaml:2:7$/);
  });

  it('comes from the environment before the file', async () => {
    const env = { SMOOTH_AGENT_PORT: '2' };
    expect(await setting('port', { env, file: 'port: 1' })).toEqual({
      value: 2,
      origin: 'SMOOTH_AGENT_PORT',
    });
  });

  it('comes from its flag before all else', async () => {
    const env = { SMOOTH_AGENT_PORT: '2' };
    expect(await setting('port', { argv: ['--port', '3'], env, file: 'port: 1' })).toEqual({
      value: 3,
      origin: '--port',
    });
  });

  it('is not set by an empty variable', async () => {
    const env = { SMOOTH_AGENT_PORT: '', SMOOTH_OPERATOR_PORT: '' };
    expect(await setting('port', { env })).toEqual({ value: 8787, origin: 'default' });
  });

  it('has a second name in the environment, and the first one counts', async () => {
    const alias = { SMOOTH_OPERATOR_PORT: '4', SMOOTH_OPERATOR_HOST: '::1' };
    expect(await setting('port', { env: alias })).toMatchObject({ origin: 'SMOOTH_OPERATOR_PORT' });
    expect(await setting('host', { env: alias })).toMatchObject({ value: '::1' });
    const both = { ...alias, SMOOTH_AGENT_PORT: '5' };
    expect(await setting('port', { env: both })).toMatchObject({ value: 5 });
  });

  it.each([
    ['SMOOTH_AGENT_SEED_KB', 'seed', ['0', 'false', 'No', ' OFF '], false],
    ['SMOOTH_AGENT_SEED_KB', 'seed', ['1', 'true', 'YES', 'on'], true],
    ['SMOOTH_NO_TOOLS', 'noTools', ['1', 'true'], true],
  ])('%s makes %s what %j says: %s', async (variable, name, words, value) => {
    for (const word of words) {
      expect(await setting(name, { env: { [variable]: word } })).toEqual({
        value,
        origin: variable,
      });
    }
  });

  it.each([
    ['--no-seed', 'seed', false],
    ['--no-tools', 'noTools', true],
    ['--verbose', 'verbose', true],
  ])('%s makes %s %s', async (flag, name, value) => {
    expect(await setting(name, { argv: [flag] })).toEqual({ value, origin: flag });
  });

  it('that is a list is separated in a variable, and is a list elsewhere', async () => {
    const value = ['pay', 'refund'];
    const env = { SMOOTH_AGENT_CONFIRM_TOOLS: ' pay,refund, ' };
    const file = 'confirmTools: [pay, refund]';
    const argv = ['--confirm', 'pay', 'refund'];
    expect(await setting('confirmTools', { env })).toMatchObject({ value });
    expect(await setting('confirmTools', { file })).toMatchObject({ value });
    expect(await setting('confirmTools', { argv })).toMatchObject({ value });
    expect(await setting('confirmTools', { file: 'confirmTools: []' })).toMatchObject({
      value: [],
    });
  });

  it('in a group is a map in a map of the file', async () => {
    const file = 'limits:\n  frameBytes: 65536\n';
    const { value, origin } = await setting('limits.frameBytes', { file });
    expect(value).toBe(65_536);
    expect(origin).toMatch(/server\.yaml:2:15$/);
  });

  it('that names a file in the configuration file means the one beside it', async () => {
    const file = configFile('script: hello.json');
    const { stdout } = await printed({ argv: ['--config', file] });
    expect(parse(stdout)).toMatchObject({ script: file.replace('server.yaml', 'hello.json') });
    expect(await setting('script', { argv: ['--script', 'a.json'] })).toMatchObject({
      value: 'a.json',
    });
  });
});

describe('the printed configuration', () => {
  it('is a configuration file that says the same', async () => {
    const env = {
      SMOOTH_AGENT_CONFIRM_TOOLS: 'pay,refund',
      SMOOTH_PERSONA: 'Be "brief": # and\nkind',
    };
    const first = await printed({
      env,
      argv: ['--port', '1'],
      file: 'limits: { idleTimeout: off }',
    });
    const second = await printed({ file: first.stdout });
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(parse(second.stdout)).toEqual(parse(first.stdout));
    expect(parse(second.stdout)).toMatchObject({ port: 1, limits: { idleTimeout: Infinity } });
  });

  it('is not what a server starts from: nothing listens', async () => {
    const argv = ['--port', '0', '--print-config'];
    expect((await printed({ argv })).stdout).not.toContain('ws://');
  });
});

describe('a bad value is one line that says where it is, what it is and what it must be', () => {
  const PORT = 'it must be a whole number from 0 to 65535.';

  it.each([
    [{ argv: ['--port', '70000'] }, `--port is '70000': ${PORT}`],
    [{ argv: ['--port', '1e3'] }, `--port is '1e3': ${PORT}`],
    [{ argv: ['--port', '-1'] }, `--port is '-1': ${PORT}`],
    [{ argv: ['--port='] }, `--port is '': ${PORT}`],
    [{ env: { SMOOTH_AGENT_PORT: 'x' } }, `SMOOTH_AGENT_PORT is 'x': ${PORT}`],
    [{ env: { SMOOTH_OPERATOR_PORT: '8.5' } }, `SMOOTH_OPERATOR_PORT is '8.5': ${PORT}`],
    [{ file: 'port: 8.5' }, `server.yaml:1:7: port is 8.5: ${PORT}`],
    [{ file: 'port: [1]' }, `server.yaml:1:7: port is [ 1 ]: ${PORT}`],
    [{ file: 'port: &a [*a]' }, `server.yaml:1:10: port is <ref *1> [ [Circular *1] ]: ${PORT}`],
    [{ file: 'seed: perhaps' }, "server.yaml:1:7: seed is 'perhaps': it must be true or false."],
    [{ env: { SMOOTH_NO_TOOLS: '2' } }, "SMOOTH_NO_TOOLS is '2': it must be true or false."],
    [{ argv: ['--host', ' '] }, "--host is '': it must be text."],
    [
      { file: 'model: { toString: 1 }' },
      'server.yaml:1:8: model is { toString: 1 }: it must be text.',
    ],
    [{ file: 'host: 1' }, 'server.yaml:1:7: host is 1: it must be text.'],
    [
      { argv: ['--access', 'tusted'] },
      "--access is 'tusted': it must be none, trusted, jwt, smoo or local-token. Did you mean trusted?",
    ],
    [
      { env: { SMOOTH_AGENT_STORAGE: 'postgres' } },
      "SMOOTH_AGENT_STORAGE is 'postgres': it must be memory.",
    ],
    [
      { env: { SMOOTH_AGENT_BACKPLANE: 'nats' } },
      "SMOOTH_AGENT_BACKPLANE is 'nats': it must be memory.",
    ],
    [
      { argv: ['--token-delay', '-1'] },
      "--token-delay is '-1': it must be a whole number from 0 to 60000.",
    ],
    [
      { file: 'limits:\n  frameBytes: 0' },
      'server.yaml:2:15: limits.frameBytes is 0: it must be a whole number above 0.',
    ],
    [
      { file: 'confirmTools: [1]' },
      'server.yaml:1:15: confirmTools is [ 1 ]: it must be a list of parts of tool names, in a variable separated by commas.',
    ],
  ])('%j', async (configured, line) => {
    expect((await complaint(configured)).replace(/^\/.*\//, '')).toBe(line);
  });

  it('without what would disturb a terminal, and cut', async () => {
    const env = { SMOOTH_AGENT_PORT: `\x1b[2J${'9'.repeat(500)}` };
    expect(await complaint({ env })).toMatch(/^SMOOTH_AGENT_PORT is '\[2J9{56}…': it must/);
  });

  it('unless something before it counts', async () => {
    const env = { SMOOTH_AGENT_PORT: 'x' };
    expect(await setting('port', { env, argv: ['--port', '1'] })).toMatchObject({ value: 1 });
  });

  it('whatever the value is: no setting throws, none takes what it cannot be', () => {
    const anySetting = fc.constantFrom(...ALL_SETTINGS.values());
    const anyValue = fc.anything({ withNullPrototype: true });
    fc.assert(
      fc.property(anySetting, anyValue, ({ type }, value) => {
        const decoded = type.decode(value);
        if (decoded._tag === 'Right') expect(type.decode(decoded.right)).toEqual(decoded);
      }),
    );
  });
});

describe('what is not known', () => {
  it.each([
    [{ SMOOTH_AGENT_PROT: '1' }, 'SMOOTH_AGENT_PROT', 'Did you mean SMOOTH_AGENT_PORT?'],
    [{ SMOOTH_AGENT_JUDGE_MODEL: 'm' }, 'SMOOTH_AGENT_JUDGE_MODEL', 'Unset it.'],
  ])('in the environment is refused: %j', async (env, variable, hint) => {
    expect(await complaint({ env })).toBe(
      `${variable} is set, and this server has no such variable. ${hint}`,
    );
  });

  it('in the environment and not for this server is left alone', async () => {
    const env = { PATH: '/bin', SMOOTH_OTHER: 'x', AUTH_JWT_PRIVATE_KEY: 'x', SMOOTH_AGENT_X: '' };
    expect((await printed({ env })).code).toBe(0);
  });

  it.each([
    ['prot: 1', '1:1: there is no setting prot. Did you mean port?'],
    [
      'limits:\n  frameByts: 1',
      '2:3: there is no setting limits.frameByts. Did you mean limits.frameBytes?',
    ],
    ['limit:\n  frameBytes: 1', '1:1: there is no setting limit. Did you mean limits?'],
    ['constructor: 1', '1:1: there is no setting constructor.'],
    ['__proto__: 1', '1:1: there is no setting __proto__.'],
    ['port: 1\n? [a]\n: 1', '2:3: there is no setting ?.'],
    ['7: 1', '1:1: there is no setting 7.'],
  ])('in the file is refused: %j', async (file, line) => {
    expect(await complaint({ file })).toMatch(
      new RegExp(`server\\.yaml:${line.replaceAll('?', '\\?')}$`),
    );
  });

  it('on the command line is refused', async () => {
    const { code, stderr } = await printed({ argv: ['--prot', '1'] });
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--prot' (Did you mean --port?)");
  });
});
