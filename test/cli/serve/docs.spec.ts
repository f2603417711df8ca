import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { fromFile } from '../../../src/cli/serve/file';
import { shownValue } from '../../../src/cli/serve/setting';
import { ALL_SETTINGS } from '../../../src/cli/serve/settings';
import { OPTION_RULES } from '../../../src/server/optionRules';
import { complaint, configFile } from './configured';

const FILE = fileURLToPath(new URL('../../../docs/server.md', import.meta.url));
const docs = readFileSync(FILE, 'utf8');

/** The settings as a table in Markdown. */
function table(): string {
  const rows = [...ALL_SETTINGS].map(
    ([name, { env, flag, default: preset, help, type, isSecret }]) => {
      const value = preset === undefined ? 'unset' : code(shownValue(preset) || 'none');
      const must = isSecret ? 'secret' : type.name.replace(/, in a variable .*/, '');
      return [code(name), env.map(code).join(', '), flag ? code(flag) : '', value, must, help];
    },
  );
  const head = ['setting', 'variables', 'flag', 'default', 'must be', 'what'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

describe('docs/server.md', () => {
  it('has the table of the settings as they are; -u writes it', async () => {
    const [before, , after] = docs.split(/(?<=<!-- settings -->\n)([^]*)(?=<!-- \/settings -->)/);
    const fresh = await format(`${before}\n${table()}\n\n${after}`, {
      parser: 'markdown',
      printWidth: 100,
      singleQuote: true,
    });
    await expect(fresh).toMatchFileSnapshot(FILE);
  });

  it('names every option of the server', () => {
    for (const name of OPTION_RULES.keys()) expect(docs).toMatch(new RegExp(`\`(?:${name})[\`.]`));
  });

  it('has a configuration file that can be read', () => {
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(docs) ?? [];
    expect([...fromFile(configFile(yaml)).keys()]).toEqual([
      'port',
      'confirmTools',
      'access.mode',
      'access.issuer',
      'access.jwksUrl',
      'limits.turnsPerMinute',
      'limits.idleTimeout',
    ]);
  });

  it('quotes complaints that are made', async () => {
    const env = { SMOOTH_AGENT_PROT: '1' };
    const file = '\n\n\n\n\nlimits:\n  turnsPerMinute: 0';
    for (const configured of [{ env }, { file }]) {
      expect(docs).toContain(
        `smooth-operator: ${(await complaint(configured)).replace(/^\/.*\//, '')}\n`,
      );
    }
  });
});
