import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('chromium.mjs', import.meta.url));
const run = (env: Record<string, string>) =>
  spawnSync(process.execPath, [program], { env, encoding: 'utf8' });

describe('where there is no Chromium', () => {
  it.each([[{ PATH: '' }], [{ PATH: process.env['PATH'] ?? '', CHROMIUM: '/no/such/program' }]])(
    'one line says what to do: %j',
    (env) => {
      const { status, stderr, stdout } = run(env);
      expect(status).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^No Chromium: .*apt-get install chromium.*\n$/);
    },
  );
});
