import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { smartflowConfigFile } from '../../../src/node';
import { gatewayFor, homeWith, runSmartflow, startSmartflow } from './kit';

const KEY = 'sk-sf-s3cret-0123456789';

describe('smartflow status', () => {
  it('tells the gateway of the file, its masked key, and how soon it answers', async () => {
    const { proxy } = await gatewayFor();
    const home = homeWith(`gateway_url: ${proxy.url}\napi_key: ${KEY}\ndefault_model: o3`);
    const { code, stdout, stderr } = await runSmartflow(['status'], { home });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      `mode       gateway, by ${smartflowConfigFile(home)}`,
      `gateway    ${proxy.url}`,
      'key        sk-sf-…6789',
      'model      o3',
      expect.stringMatching(/^health {5}reached in \d+ ms, status ok$/),
      '',
    ]);
  });

  it('tells the gateway of the environment, which goes before the file', async () => {
    const { proxy } = await gatewayFor();
    const home = homeWith('gateway_url: http://127.0.0.1:1\napi_key: k');
    const { code, stdout } = await runSmartflow(['status'], {
      home,
      env: { SMARTFLOW_GATEWAY_URL: proxy.url },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('gateway, by SMARTFLOW_GATEWAY_URL in the environment\n');
    expect(stdout).toContain('key        none\n');
  });

  it('exits with 1 where the gateway is not reached', async () => {
    const { code, stdout } = await runSmartflow(['status'], {
      env: { SMARTFLOW_GATEWAY_URL: 'http://127.0.0.1:1' },
    });
    expect(code).toBe(1);
    expect(stdout).toContain('health     not reached: 127.0.0.1:1 cannot be reached\n');
  });

  it('exits with 1 where the gateway refuses, and shows no key that it quotes', async () => {
    const { proxy } = await gatewayFor();
    proxy.answer('GET /health', ({ headers }) =>
      Response.json({ error: `no: ${headers['authorization']}` }, { status: 401 }),
    );
    const env = { SMARTFLOW_GATEWAY_URL: proxy.url, SMARTFLOW_API_KEY: KEY };
    const { code, stdout } = await runSmartflow(['status'], { env });
    expect(code).toBe(1);
    expect(stdout).toContain('not reached: no: ***');
    expect(stdout).not.toContain('s3cret');
  });

  it('tells which keys there are where the providers are asked', async () => {
    const home = homeWith(
      'mode: direct\nproviders: { anthropic: { api_key: sk-ant-s3cret-987654321 } }',
    );
    const env = { OPENAI_API_KEY: 'sk-s3cret-0123456789' };
    const { code, stdout } = await runSmartflow(['status'], { home, env });
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      `mode       direct, by ${smartflowConfigFile(home)}`,
      'openai     sk-…6789',
      'anthropic  sk-ant-…4321',
      'gemini     no key (GEMINI_API_KEY)',
      'ollama     http://localhost:11434/v1',
      'local      no address (LOCAL_BASE_URL)',
      'model      gpt-4o',
      '',
    ]);
  });

  it('exits with 1 where nothing is configured, and with 0 for a server of one’s own', async () => {
    const { code, stdout } = await runSmartflow(['status']);
    expect(code).toBe(1);
    expect(stdout).toContain('mode       direct, since no gateway is configured\n');
    const env = { LOCAL_BASE_URL: 'http://localhost:8000' };
    expect((await runSmartflow(['status'], { env })).code).toBe(0);
  });

  it('names the line of a file that is not YAML, quotes nothing, and exits with 2', async () => {
    const home = homeWith('mode: gateway\napi_key: [s3cret');
    const { code, stdout, stderr } = await runSmartflow(['status'], { home });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^smartflow: .*config\.yaml:2:\d+: this is not YAML: [^\n]*\n$/);
    expect(stderr).not.toContain('s3cret');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops on %s', async (signal) => {
    const { proxy } = await gatewayFor();
    proxy.fail('GET /health', 'hang');
    const cli = startSmartflow(['status'], { env: { SMARTFLOW_GATEWAY_URL: proxy.url } });
    const request = await firstValueFrom(proxy.requests$);
    cli.signals$.next(signal);
    expect(await cli.exit).toBe(130);
    expect(await request.ended).toBe('left');
  });
});
