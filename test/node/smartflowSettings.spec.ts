import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smartflowConfigFile, smartflowSettings } from 'smooth-operator-rx/node';
import { createSmartflow, resolveSettings } from 'smooth-operator-rx/smartflow';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'smartflow-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function keep(text: string): string {
  const file = smartflowConfigFile(home);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('smartflowSettings', () => {
  it('has the environment and the file of the user', () => {
    expect(smartflowConfigFile()).toBe(join(homedir(), '.smartflow', 'config.yaml'));
    expect(smartflowSettings().env).toBe(process.env);
  });

  it('makes a client of what the file says', () => {
    keep(`
# by hand
mode: gateway
gateway_url: https://gw.example
api_key: sk-sf-1234567890
default_model: claude-sonnet-4-6
providers:
  openai: { api_key: sk-openai }
  local:
    base_url: http://localhost:8000/v1
`);
    const settings = resolveSettings(smartflowSettings({ home, env: {} }));
    expect(settings).toMatchObject({
      mode: 'gateway',
      source: 'file',
      addresses: { proxy: 'https://gw.example' },
      defaultModel: 'claude-sonnet-4-6',
      providers: { local: { baseUrl: 'http://localhost:8000/v1' } },
    });
    expect(settings.apiKey?.reveal()).toBe('sk-sf-1234567890');
    expect(settings.providers.openai.apiKey?.reveal()).toBe('sk-openai');
  });

  it('reads the file when a client is made, and not before', () => {
    const surroundings = smartflowSettings({ home, env: {} });
    expect(createSmartflow(surroundings).mode).toBe('direct');
    keep('gateway_url: https://gw.example');
    expect(createSmartflow(surroundings).mode).toBe('gateway');
  });

  it.each(['', '# nothing\n', '---\n'])('takes an empty file for none: %j', (text) => {
    keep(text);
    expect(createSmartflow(smartflowSettings({ home, env: {} })).mode).toBe('direct');
  });

  it('takes a directory that is none for no file', () => {
    writeFileSync(join(home, '.smartflow'), '');
    expect(smartflowSettings({ home }).config()).toBeUndefined();
  });

  it.each([
    ['a map that does not end', 'api_key: {\n  secret-key', '2:13'],
    ['the same key twice', 'api_key: secret-key\napi_key: secret-key', '2:1'],
    ['a tab', 'a:\n\tapi_key: secret-key', '2:1'],
    ['text that does not end', 'api_key: "secret-key', '1:21'],
    ['an escape that is none', 'api_key: "secret-key\\q"', '1:21'],
  ])('says where the file is not YAML, and not what is there: %s', (_, text, at) => {
    const file = keep(text);
    let caught: unknown;
    try {
      createSmartflow(smartflowSettings({ home, env: {} }));
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ name: 'ValidationError', code: 'INVALID_ARGUMENT' });
    expect(String(caught)).toContain(`${file}:${at}: this is not YAML: `);
    expect(String(caught)).not.toContain('secret');
  });

  it('says what is wrong with a file that cannot be read', () => {
    const file = smartflowConfigFile(home);
    mkdirSync(file, { recursive: true });
    expect(() => smartflowSettings({ home }).config()).toThrow(`${file} cannot be read: EISDIR`);
  });

  it('resolves no alias of too much', () => {
    const many = '*a, '.repeat(40);
    keep(`a: &a [${'x, '.repeat(40)}]\nb: &b [${many}]\nc: [${many.replaceAll('a', 'b')}]`);
    expect(() => smartflowSettings({ home }).config()).toThrow('an alias cannot be resolved');
  });
});
