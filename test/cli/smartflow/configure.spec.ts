import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { smartflowConfigFile } from '../../../src/node';
import type { FakeIoOptions } from '../fakeIo';
import { gatewayFor, homeWith, runSmartflow, startSmartflow } from './kit';

const KEY = 'sk-sf-s3cret-0123456789';
const GATEWAY = 'https://gateway.example';
const tty = ['stdin', 'stdout'] as const;

const read = (home: string) => readFileSync(smartflowConfigFile(home), 'utf8');
const stored = (home: string): unknown => parse(read(home));
const mode = (path: string) => statSync(path).mode & 0o777;

/** Runs the wizard: each question is answered once it has been asked. */
async function wizard(
  answers: readonly (readonly [question: string, answer: string])[],
  options: FakeIoOptions & { readonly argv?: readonly string[] },
) {
  const cli = startSmartflow(['configure', '--no-probe', ...(options.argv ?? [])], {
    ...options,
    tty,
  });
  for (const [question, answer] of answers) {
    await cli.out.seen(new RegExp(`${escaped(question)}[^\\n]*: [^\\n]*$`));
    cli.stdin.write(`${answer}\r`);
  }
  const code = await cli.exit;
  return { code, stdout: cli.out.text, stderr: cli.err.text };
}

/** The text as a pattern; a line may begin with what moves the cursor. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('\n', '\n[^\n]*');
}

describe('smartflow configure asks', () => {
  it('for a gateway, its key and a model, and shows no key that is typed', async () => {
    const home = homeWith();
    const { code, stdout, stderr } = await wizard(
      [
        ['URL of the gateway [none]', `${GATEWAY}/`],
        ['Key of the gateway [none]', KEY],
        ['Model [gpt-4o]', 'o3'],
      ],
      { home },
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stored(home)).toEqual({
      mode: 'gateway',
      gateway_url: `${GATEWAY}/`,
      api_key: KEY,
      default_model: 'o3',
    });
    expect(stdout).not.toContain('s3cret');
    expect(stdout).toContain(`Stored in ${smartflowConfigFile(home)}\n`);
  });

  it('for keys and URLs of providers where there is no gateway', async () => {
    const home = homeWith();
    const { code, stdout } = await wizard(
      [
        ['URL of the gateway', ''],
        ['Key of OpenAI', KEY],
        ['Key of Anthropic', ''],
        ['Key of Gemini', ''],
        ['URL of Ollama [http://localhost:11434]', ''],
        ['URL of a server of your own', 'http://localhost:8000'],
        ['Model', ''],
      ],
      { home },
    );
    expect(code).toBe(0);
    expect(stored(home)).toEqual({
      mode: 'direct',
      providers: { openai: { api_key: KEY }, local: { base_url: 'http://localhost:8000' } },
    });
    expect(stdout).not.toContain('s3cret');
  });

  it('keeps what is there on Enter, and shows keys masked', async () => {
    const home = homeWith(
      `# mine\ngateway_url: ${GATEWAY} # here\napi_key: ${KEY}\nother: [1, 2]\n`,
    );
    const { code, stdout } = await wizard(
      [
        [`URL of the gateway [${GATEWAY}]`, ''],
        ['Key of the gateway [sk-sf-…6789]', ''],
        ['Model', ''],
      ],
      { home },
    );
    expect(code).toBe(0);
    expect(read(home)).toBe(
      `# mine\ngateway_url: ${GATEWAY} # here\napi_key: ${KEY}\nother: [ 1, 2 ]\nmode: gateway\n`,
    );
    expect(stdout).not.toContain('s3cret');
  });

  it('removes what is answered with -, and gives the key of one gateway to no other', async () => {
    const home = homeWith(`gateway_url: ${GATEWAY}\napi_key: ${KEY}\ndefault_model: o3`);
    await wizard(
      [
        ['URL of the gateway', 'https://other.example'],
        ['Key of the gateway [none]', ''],
        ['Model [o3]', '-'],
      ],
      { home },
    );
    expect(stored(home)).toEqual({ gateway_url: 'https://other.example', mode: 'gateway' });
  });

  it('again for what cannot be, and says why', async () => {
    const home = homeWith();
    const { code, stdout } = await wizard(
      [
        ['URL of the gateway', 'gateway.example'],
        [
          'must be an http:// or https:// URL, without a password, a query or a fragment.\nURL of',
          GATEWAY,
        ],
        ['Key of the gateway', 's3crét'],
        ['characters that no key has.\nKey of the gateway', KEY],
        ['Model', ''],
      ],
      { home },
    );
    expect(code).toBe(0);
    expect(stored(home)).toEqual({ mode: 'gateway', gateway_url: GATEWAY, api_key: KEY });
    expect(stdout).not.toMatch(/s3cr/);
  });

  it('for another URL of the gateway where the one in the file cannot be', async () => {
    const home = homeWith('gateway_url: gateway.example\n');
    const { code } = await wizard(
      [
        ['URL of the gateway [gateway.example]', ''],
        ['a query or a fragment.\nURL of the gateway [gateway.example]', GATEWAY],
        ['Key of the gateway', ''],
        ['Model', ''],
      ],
      { home },
    );
    expect(code).toBe(0);
    expect(stored(home)).toEqual({ mode: 'gateway', gateway_url: GATEWAY });
  });

  it.each([
    ['providers: { ollama: { base_url: s3cret } }', 'The URL of ollama must be an http://'],
    ['providers: { openai: { base_url: s3cret } }', 'The URL of openai must be an http://'],
    ['providers: { gemini: { api_key: s3crét } }', 'The key of gemini has characters'],
    [`gateway_url: ${GATEWAY}\napi_key: s3crét`, 'apiKey has characters that no key has'],
  ])('nothing where the file says what cannot be: %s', async (config, complaint) => {
    const home = homeWith(config);
    const { code, stdout, stderr } = await wizard([], { home });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(complaint);
    expect(stderr).toContain(`. Mend ${smartflowConfigFile(home)}`);
    expect(stderr).not.toMatch(/s3cr/);
    expect(read(home)).toBe(config);
  });

  it('nobody where nobody is', async () => {
    const home = homeWith();
    const { code, stdout, stderr } = await runSmartflow(['configure'], { home });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^smartflow: There is no terminal to ask on: [^\n]*\n$/);
    expect(existsSync(dirname(smartflowConfigFile(home)))).toBe(false);
  });
});

describe('smartflow configure that is left stores nothing, and exits with 130', () => {
  const CONFIG = `gateway_url: ${GATEWAY}\n`;

  it.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('by %s', async (_, character) => {
    const home = homeWith(CONFIG);
    const cli = startSmartflow(['configure'], { home, tty });
    await cli.out.seen('URL of the gateway');
    cli.stdin.write('https://other.example\r');
    await cli.out.seen('Key of the gateway');
    cli.stdin.write(character);
    expect(await cli.exit).toBe(130);
    expect(read(home)).toBe(CONFIG);
    expect(readdirSync(dirname(smartflowConfigFile(home)))).toEqual(['config.yaml']);
    expect(cli.signals$.observed).toBe(false);
  });

  it('by a signal while the gateway is tried', async () => {
    const { proxy } = await gatewayFor();
    proxy.fail('GET /health', 'hang');
    const home = homeWith(CONFIG);
    const cli = startSmartflow(['configure', '--gateway-url', proxy.url], { home });
    const request = await firstValueFrom(proxy.requests$);
    cli.signals$.next('SIGINT');
    expect(await cli.exit).toBe(130);
    expect(await request.ended).toBe('left');
    expect(read(home)).toBe(CONFIG);
  });
});

describe('smartflow configure with options', () => {
  it('stores a gateway and the key from stdin, for nobody else to read', async () => {
    const { proxy } = await gatewayFor({ keys: [KEY] });
    const home = homeWith();
    const argv = ['configure', '--gateway-url', proxy.url, '--key-stdin'];
    const { code, stdout, stderr } = await runSmartflow(argv, { home }, `${KEY}\n`);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/: reached in \d+ ms, status ok\nStored in .*config\.yaml\n$/);
    expect(stored(home)).toEqual({ mode: 'gateway', gateway_url: proxy.url, api_key: KEY });
    expect(mode(smartflowConfigFile(home))).toBe(0o600);
    expect(mode(dirname(smartflowConfigFile(home)))).toBe(0o700);
  });

  it('narrows who may read a file that was open to all', async () => {
    const home = homeWith(`api_key: ${KEY}`);
    const file = smartflowConfigFile(home);
    chmodSync(file, 0o644);
    chmodSync(dirname(file), 0o755);
    await runSmartflow(['configure', '--default-model', 'o3'], { home });
    expect([mode(file), mode(dirname(file))]).toEqual([0o600, 0o700]);
  });

  it('stores the key and the URL of a provider, and leaves the mode to a gateway', async () => {
    const argv = ['configure', '--provider', 'openai', '--key-stdin', '--no-probe'];
    const home = homeWith();
    await runSmartflow(argv, { home }, KEY);
    expect(stored(home)).toEqual({ mode: 'direct', providers: { openai: { api_key: KEY } } });

    const served = homeWith(`gateway_url: ${GATEWAY}`);
    const url = ['--provider', 'local', '--base-url', 'http://localhost:8000', '--no-probe'];
    await runSmartflow(['configure', ...url], { home: served });
    expect(stored(served)).toMatchObject({ mode: 'gateway', gateway_url: GATEWAY });
  });

  it('--direct asks the providers, and keeps the gateway for later', async () => {
    const home = homeWith(`gateway_url: ${GATEWAY}\napi_key: ${KEY}`);
    await runSmartflow(['configure', '--direct'], { home });
    expect(stored(home)).toEqual({ gateway_url: GATEWAY, api_key: KEY, mode: 'direct' });
  });

  it('warns of a gateway that does not answer, and of an environment that goes before', async () => {
    const home = homeWith();
    const argv = ['configure', '--gateway-url', 'http://127.0.0.1:1'];
    const env = { SMARTFLOW_GATEWAY_URL: GATEWAY };
    const { code, stderr } = await runSmartflow(argv, { home, env });
    expect(code).toBe(0);
    expect(stderr).toBe(
      'Warning: http://127.0.0.1:1: not reached: 127.0.0.1:1 cannot be reached\n' +
        'Warning: SMARTFLOW_GATEWAY_URL is set, and goes before the file.\n',
    );
  });

  it('writes through a link to a file that is kept elsewhere', async () => {
    const home = homeWith();
    const kept = join(home, 'kept.yaml');
    writeFileSync(kept, '');
    const file = smartflowConfigFile(home);
    mkdirSync(dirname(file));
    symlinkSync(kept, file);
    await runSmartflow(['configure', '--default-model', 'o3'], { home });
    expect(parse(readFileSync(kept, 'utf8'))).toMatchObject({ default_model: 'o3' });
    expect(readdirSync(home).sort()).toEqual(['.smartflow', 'kept.yaml']);
  });

  it.each([
    [['--gateway-url', 'ftp://x'], '', 'gateway_url must be an http:// or https:// URL'],
    [['--gateway-url', 'https://a:s3cret@x.example'], '', 'URL, without a password'],
    [['--gateway-url', GATEWAY, '--direct'], '', 'cannot be used with'],
    [['--gateway-url', GATEWAY, '--provider', 'openai'], '', 'cannot be used with'],
    [['--provider', 'oracle'], '', 'Allowed choices are openai, anthropic'],
    [['--base-url', 'http://x'], '', '--base-url needs --provider'],
    [['--key-stdin'], KEY, '--key-stdin needs --gateway-url or --provider'],
    [['--provider', 'openai', '--key-stdin'], ' \n', 'There is no key on stdin'],
    [['--provider', 'openai', '--key-stdin'], 's3cret\nsecond', 'characters that no key has'],
  ])('refuses %j with exit code 2, and stores nothing', async (argv, stdin, complaint) => {
    const home = homeWith();
    const { code, stdout, stderr } = await runSmartflow(['configure', ...argv], { home }, stdin);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(complaint);
    expect(stderr).not.toContain('s3cret');
    expect(existsSync(dirname(smartflowConfigFile(home)))).toBe(false);
  });

  it.each([
    ['no YAML', 'mode: gateway\napi_key: [s3cret', /config\.yaml:2:\d+: this is not YAML/],
    ['no configuration', 'providers: s3cret', /The configuration file: providers must be/],
    ['a list', '- s3cret', /The configuration file: the whole must be/],
  ])('leaves a file alone that is %s, with exit code 2', async (_, config, complaint) => {
    const home = homeWith(config);
    const { code, stderr } = await runSmartflow(['configure', '--default-model', 'o3'], { home });
    expect(code).toBe(2);
    expect(stderr).toMatch(complaint);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('s3cret');
    expect(read(home)).toBe(config);
  });

  it('says in one line that it cannot write, with exit code 1', async () => {
    const home = homeWith();
    writeFileSync(join(home, '.smartflow'), '');
    const argv = ['configure', '--default-model', 'o3'];
    const { code, stderr } = await runSmartflow(argv, { home });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^smartflow: .*config\.yaml cannot be written: [A-Z]+\n$/);
  });
});
