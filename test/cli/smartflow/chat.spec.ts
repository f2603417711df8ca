import { firstValueFrom, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { gatewayFor, homeWith, runSmartflow, startSmartflow } from './kit';

const KEY = 'sk-sf-s3cret-0123456789';

describe('smartflow chat', () => {
  it('prints the reply of the configured model, and nothing else', async () => {
    const { proxy } = await gatewayFor({ model: ({ model, text }) => `${model}: ${text}` });
    const home = homeWith(`gateway_url: ${proxy.url}\napi_key: ${KEY}\ndefault_model: o3`);
    expect(await runSmartflow(['chat', 'Hello'], { home })).toEqual({
      code: 0,
      stdout: 'o3: Hello\n',
      stderr: '',
    });
    expect(proxy.requests[0]).toMatchObject({
      headers: { authorization: `Bearer ${KEY}` },
      body: { stream: false, messages: [{ role: 'user', content: 'Hello' }] },
    });
  });

  it('asks another model, told something first, and says so with --verbose', async () => {
    const { proxy } = await gatewayFor();
    const env = { SMARTFLOW_GATEWAY_URL: proxy.url, SMARTFLOW_API_KEY: KEY };
    const argv = ['chat', 'Hi', '--model', 'claude-sonnet-4-6', '--system', 'Rhyme.', '--verbose'];
    const { code, stderr } = await runSmartflow(argv, { env });
    expect(code).toBe(0);
    expect(stderr).toBe(`(asking claude-sonnet-4-6, at ${proxy.url})\n`);
    expect(proxy.requests[0]?.body).toMatchObject({
      model: 'claude-sonnet-4-6',
      messages: [
        { role: 'system', content: 'Rhyme.' },
        { role: 'user', content: 'Hi' },
      ],
    });
  });

  it('prints the reply as it is written with --stream', async () => {
    const said$ = new Subject<string>();
    const { proxy } = await gatewayFor({ model: () => said$ });
    const cli = startSmartflow(['chat', 'Hi', '--stream'], {
      env: { SMARTFLOW_GATEWAY_URL: proxy.url },
    });
    await firstValueFrom(proxy.requests$);
    said$.next('Hel');
    await cli.out.seen('Hel');
    expect(cli.out.text).toBe('Hel');
    said$.next('lo');
    said$.complete();
    expect(await cli.exit).toBe(0);
    expect(cli.out.text).toBe('Hello\n');
    expect(cli.signals$.observed).toBe(false);
  });

  it('asks a provider itself where there is no gateway', async () => {
    const { providers } = await gatewayFor({ model: () => 'Direct.' });
    const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: providers.openai.url };
    expect(await runSmartflow(['chat', 'Hi'], { env })).toMatchObject({
      code: 0,
      stdout: 'Direct.\n',
    });
  });

  it('reads the message from stdin', async () => {
    const { proxy } = await gatewayFor();
    const env = { SMARTFLOW_GATEWAY_URL: proxy.url };
    const { stdout } = await runSmartflow(['chat', '-'], { env }, 'From a pipe\n');
    expect(stdout).toBe('You said: From a pipe\n');
  });

  it('writes nothing that could move the cursor', async () => {
    const { proxy } = await gatewayFor({ model: () => ['a\x1b[2Jb'] });
    const env = { SMARTFLOW_GATEWAY_URL: proxy.url };
    expect((await runSmartflow(['chat', 'Hi'], { env })).stdout).toBe('a[2Jb\n');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops on %s, and aborts the request', async (signal) => {
    const said$ = new Subject<string>();
    const { proxy } = await gatewayFor({ model: () => said$ });
    const env = { SMARTFLOW_GATEWAY_URL: proxy.url };
    const cli = startSmartflow(['chat', 'Hi', '--stream'], { env });
    const request = await firstValueFrom(proxy.requests$);
    said$.next('Once');
    await cli.out.seen('Once');
    cli.signals$.next(signal);
    expect(await cli.exit).toBe(130);
    expect(await request.ended).toBe('left');
  });
});

describe('smartflow chat fails', () => {
  it.each([
    ['unauthorized', 3],
    ['rateLimited', 1],
    ['badRequest', 1],
    ['gatewayTimeout', 4],
    ['htmlAnswer', 1],
    ['drop', 3],
  ] as const)('on %s with one line and exit code %i', async (fault, exitCode) => {
    const { proxy } = await gatewayFor();
    proxy.fail('POST /v1/chat/completions', fault);
    const env = { SMARTFLOW_GATEWAY_URL: proxy.url, SMARTFLOW_API_KEY: KEY };
    const { code, stdout, stderr } = await runSmartflow(['chat', 'Hi'], { env });
    expect(code).toBe(exitCode);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^smartflow: [^\n]+\n$/);
    expect(stderr).not.toContain('s3cret');
  });

  it('in the middle of a reply after the line has been ended', async () => {
    const { proxy } = await gatewayFor({ model: () => 'One two three' });
    proxy.stream('POST /v1/chat/completions', 'error');
    const env = { SMARTFLOW_GATEWAY_URL: proxy.url };
    const { code, stdout, stderr } = await runSmartflow(['chat', 'Hi', '--stream'], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^One.*\n$/);
    expect(stderr).toMatch(/^smartflow: [^\n]+\n$/);
  });

  it.each([
    ['no message', ['chat'], "missing required argument 'message'"],
    ['an empty message', ['chat', ' '], 'There is no message to send.'],
    [
      'no key',
      ['chat', 'Hi'],
      'No key for openai: set OPENAI_API_KEY or run `smartflow configure`',
    ],
    ['a model of a gateway alone', ['chat', 'Hi', '--model', 'mistral/x'], 'smartflow configure'],
  ])('with exit code 2 for %s', async (_, argv, complaint) => {
    const { code, stdout, stderr } = await runSmartflow(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(complaint);
  });

  it('with exit code 2 for a file that is not YAML, and names its line', async () => {
    const { code, stderr } = await runSmartflow(['chat', 'Hi'], { home: homeWith('a: [s3cret') });
    expect(code).toBe(2);
    expect(stderr).toMatch(/config\.yaml:1:\d+: this is not YAML/);
    expect(stderr).not.toContain('s3cret');
  });
});

describe('smartflow', () => {
  it.each(['configure', 'status', 'chat'])(
    '%s --help has examples and exit codes',
    async (command) => {
      const { code, stdout } = await runSmartflow([command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`smartflow ${command}`));
      expect(stdout).toContain('Exit codes:');
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );
});
