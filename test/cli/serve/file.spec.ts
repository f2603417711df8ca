import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaint, configFile, folder, printed, setting } from './configured';

describe('the configuration file', () => {
  it('is the one that the environment names, unless a flag names another', async () => {
    const env = { SMOOTH_OPERATOR_CONFIG: configFile('port: 1') };
    expect(await setting('port', { env })).toMatchObject({ value: 1 });
    expect(await setting('port', { env, file: 'port: 2' })).toMatchObject({ value: 2 });
  });

  it.each([
    ['', 8787],
    ['# nothing yet\n', 8787],
    ['---\n', 8787],
    ['port:\nlimits:\n', 8787],
    ['{ "port": 1 }', 1],
    ['%YAML 1.2\n---\nport: 1\n', 1],
    ['\uFEFFport: 1\r\n', 1],
    ['host: &a localhost\nagentName: *a\nport: 1', 1],
  ])('may be %j', async (file, value) => {
    expect(await setting('port', { file })).toMatchObject({ value });
  });

  it.each([
    ['- port', '1:1: a configuration is a map of settings.'],
    ['port', '1:1: a configuration is a map of settings.'],
    ['port: 1\n---\nport: 2', '2:1: this is not YAML: Source contains multiple documents'],
    ['limits: 1', '1:9: limits must be a map of settings.'],
    ['port: 1\nport: 2', '2:1: this is not YAML: Map keys must be unique.'],
    ['port: [1', '1:9: this is not YAML: '],
    ['host: "a', '1:9: this is not YAML: Missing closing "quote.'],
    ['a:\n\tport: 1', '2:1: this is not YAML: Tabs are not allowed as indentation.'],
    ['host: a: b', '1:7: this is not YAML: Nested mappings are not allowed'],
    ['port: !env PORT', '1:7: this is not YAML: tag resolve failed.'],
    ['host: "\\s"', '1:8: this is not YAML: bad dq escape.'],
    ['port: *nowhere', '1:7: port has an alias that cannot be resolved.'],
    [BOMB(), '3:12: host has an alias that cannot be resolved.'],
  ])('may not be %j', async (file, line) => {
    expect(await complaint({ file })).toContain(`server.yaml:${line}`);
  });

  it.each([
    ['missing', () => join(folder(), 'none.yaml'), 'there is no such file.'],
    ['a directory', folder, 'it is a directory.'],
    ['inside a file', () => join(configFile(''), 'x.yaml'), 'ENOTDIR'],
    ['a link to itself', looped, 'ELOOP'],
    ['binary', () => configFile(new Uint8Array([0xff, 0xfe, 0x00])), 'it is not text in UTF-8.'],
  ])('that is %s is refused', async (_, made, why) => {
    const file = made();
    const line = await complaint({ argv: ['--config', file] });
    expect(line).toMatch(/^Cannot read the configuration /);
    expect(line).toContain(file);
    expect(line).toContain(why);
  });

  it('is looked for nowhere unless it is named', async () => {
    expect((await printed({})).stdout).not.toContain('yaml');
  });
});

/** Aliases of aliases, a billion items in all. */
function BOMB(): string {
  const tens = (anchor: string) => `[${Array.from({ length: 20 }, () => `*${anchor}`).join(', ')}]`;
  return `agentName: &a [x, x]\nmodel: &b ${tens('a')}\nhost: &c   ${tens('b')}\n`;
}

function looped(): string {
  const file = join(folder(), 'loop.yaml');
  symlinkSync(file, file);
  return file;
}
