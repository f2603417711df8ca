import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, reply } from 'smooth-operator-rx';
import { nodeSocket, smartflowConfigFile } from 'smooth-operator-rx/node';
import { startFakeGateway, type FakeGateway } from 'smooth-operator-rx/testing';
import { AGENT } from '../../turnTest';
import { runCli, startCli, type FakeIoOptions } from '../fakeIo';
import { folder } from './configured';

let gateway: FakeGateway;

beforeAll(async () => {
  gateway = await startFakeGateway({
    model: ({ model }) => `I am ${model}.`,
    keys: ['sk-s3cret-0123456789'],
  });
});
afterAll(() => gateway.close());

const KEY = 'sk-s3cret-0123456789';

/** A home with this configuration of Smartflow. */
function home(config: string): string {
  const path = folder();
  const file = smartflowConfigFile(path);
  mkdirSync(dirname(file));
  writeFileSync(file, config);
  return path;
}

/** Serves, asks one thing, and tells the answer and the first line of the log. */
async function ask(argv: readonly string[], options: FakeIoOptions = {}, model?: string) {
  const cli = startCli(['serve', '--port', '0', ...argv], options);
  await cli.out.seen('\n');
  const note = cli.err.text;
  const client = createClient({ url: cli.out.text.trim(), socket: nodeSocket(), linger: 0 });
  const message = { message: 'Who are you?', ...(model !== undefined && { model }) };
  const { text } = await firstValueFrom(
    client.session({ agentId: AGENT }).turn(message).pipe(reply()),
  );
  client.close();
  cli.signals$.next('SIGTERM');
  await cli.exit;
  expect(cli.out.text + cli.err.text).not.toContain('s3cret');
  return { text, note };
}

describe('serve --model gpt-4o', () => {
  const argv = ['--model', 'gpt-4o'];
  const answers = (where: string) => ({
    text: 'I am gpt-4o.',
    note: `gpt-4o answers, at ${where}.\n`,
  });

  it('asks the gateway of the configuration file', async () => {
    const config = `gateway_url: ${gateway.proxy.url}\napi_key: ${KEY}`;
    expect(await ask(argv, { home: home(config) })).toEqual(
      answers(`the gateway ${gateway.proxy.url}`),
    );
  });

  it('asks the gateway of the environment', async () => {
    const env = { SMARTFLOW_GATEWAY_URL: gateway.proxy.url, SMARTFLOW_API_KEY: KEY };
    expect(await ask(argv, { env })).toEqual(answers(`the gateway ${gateway.proxy.url}`));
  });

  it('asks the gateway of its own variables before any other', async () => {
    const env = {
      SMOOAI_GATEWAY_URL: `${gateway.proxy.url}/v1`,
      SMOOAI_GATEWAY_KEY: KEY,
      SMARTFLOW_GATEWAY_URL: 'http://127.0.0.1:1',
      SMOOTH_AGENT_MODEL: 'gpt-4o',
    };
    expect(await ask([], { env })).toEqual(answers(`the gateway ${gateway.proxy.url}`));
  });

  it('asks the provider, where a key is all there is', async () => {
    const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: gateway.providers.openai.url };
    expect(await ask(argv, { env })).toEqual(answers('openai itself'));
  });

  it('stays with the embedded model where nothing is configured, and says so', async () => {
    const { text, note } = await ask(argv);
    expect(text).not.toContain('gpt-4o');
    expect(note).toBe(
      'gpt-4o needs OPENAI_API_KEY or a gateway (smartflow configure): the embedded extractive model answers.\n',
    );
  });

  it('tells a client, when the key is wrong, nothing but that', async () => {
    const env = { SMARTFLOW_GATEWAY_URL: gateway.proxy.url, SMARTFLOW_API_KEY: 'sk-s3cret-wrong' };
    await expect(ask(argv, { env })).rejects.toThrow('The model refused the key of this server.');
  });

  it('logs why a turn failed with --verbose', async () => {
    const env = { SMARTFLOW_GATEWAY_URL: 'http://127.0.0.1:1' };
    const cli = startCli(['serve', '--port', '0', '--verbose', ...argv], { env });
    await cli.out.seen('\n');
    expect((await runCli(['send', 'Hi', '--url', cli.out.text.trim()])).code).toBe(1);
    cli.signals$.next('SIGTERM');
    await cli.exit;
    expect(cli.err.text).toContain(
      '"error":"The connection to the model failed.","cause":"127.0.0.1:1 cannot be reached"',
    );
  });
});

describe('serve', () => {
  it.each([
    ['claude-sonnet-4-6', 'ANTHROPIC_API_KEY or a gateway'],
    ['gemini/flash', 'GEMINI_API_KEY or a gateway'],
    ['local/mine', 'LOCAL_BASE_URL or a gateway'],
    ['mistral/large', 'a gateway'],
  ])('says what %s needs', async (model, needs) => {
    const { note } = await ask(['--model', model]);
    expect(note).toBe(
      `${model} needs ${needs} (smartflow configure): the embedded extractive model answers.\n`,
    );
  });

  it('answers with the models that it offers, to those who ask for them', async () => {
    const env = { SMARTFLOW_GATEWAY_URL: gateway.proxy.url, SMARTFLOW_API_KEY: KEY };
    const argv = ['--model', 'gpt-4o', '--offer', 'o3', 'claude-sonnet-4-6'];
    expect((await ask(argv, { env }, 'claude-sonnet-4-6')).text).toBe('I am claude-sonnet-4-6.');
    expect((await ask(argv, { env }, 'gpt-5')).text).toBe('I am gpt-4o.');
  });

  it('offers no model that it cannot ask', async () => {
    const { note } = await ask(['--model', 'extractive', '--offer', 'o3', 'extractive']);
    expect(note).toBe(
      'o3 needs OPENAI_API_KEY or a gateway (smartflow configure): it is not offered.\n',
    );
  });

  it('looks at no configuration of Smartflow where no model is asked for', async () => {
    const { note } = await ask(['--model', 'extractive'], { home: home('api_key: {') });
    expect(note).toBe('');
  });

  it.each([
    ['no YAML', 'api_key: [s3cret', {}, /config\.yaml:1:\d+: this is not YAML/],
    ['no URL', 'gateway_url: s3cret', {}, /gateway_url must be an http:\/\/ or https:\/\/ URL/],
    [
      'a password in the URL',
      '',
      { SMOOAI_GATEWAY_URL: 'https://a:s3cret@gw.example' },
      /SMOOAI_GATEWAY_URL must be .* URL, without a password/,
    ],
    [
      'a key that is none',
      '',
      { SMOOAI_GATEWAY_KEY: 's3cret\u00e9' },
      /The key of the gateway has characters that no key has/,
    ],
  ])('refuses %s in one line, with exit code 2', async (_, config, env, complaint) => {
    const argv = ['serve', '--port', '0', '--model', 'gpt-4o'];
    const { code, stdout, stderr } = await runCli(argv, '', { env, home: home(config) });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(complaint);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('s3cret');
  });
});
