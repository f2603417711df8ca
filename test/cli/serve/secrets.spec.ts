import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ALL_SETTINGS } from '../../../src/cli/serve/settings';
import { runCli, startCli } from '../fakeIo';
import { complaint, configFile, printed } from './configured';

const SECRET = 's3cret-s3cret-s3cret-s3cret-s3cret';
const secrets = [...ALL_SETTINGS].filter(([, { isSecret }]) => isSecret);
const names = secrets.map(([name]) => name);
const env = Object.fromEntries(
  secrets.flatMap(([name, setting]) =>
    name === 'access.rs256PublicKey' ? [] : setting.env.map((variable) => [variable, SECRET]),
  ),
);

describe('a secret', () => {
  it('is one of these', () => {
    expect(names).toEqual([
      'gatewayKey',
      'access.hs256Secret',
      'access.rs256PublicKey',
      'access.localToken',
      'authContextSecret',
    ]);
  });

  it.each(secrets)(
    '%s has a variable and no flag, since command lines are public',
    (_, setting) => {
      expect(setting.env).not.toEqual([]);
      expect(setting.flag).toBeUndefined();
    },
  );

  it('is masked in the printed configuration, which tells where it comes from', async () => {
    const { code, stdout, stderr } = await printed({ env });
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain('s3cret');
    expect(stdout).toMatch(/^ {2}hs256Secret: ["']?\*\*\*["']? # AUTH_JWT_HS256_SECRET$/m);
    expect(parse(stdout)).toMatchObject({
      access: { hs256Secret: '***' },
      authContextSecret: '***',
    });
  });

  it.each(names)('%s is not in the complaint about it', async (name) => {
    const [group, key] = name.split('.');
    const value = '[s3cret]'; // a list is none of them
    const file = key === undefined ? `${name}: ${value}` : `${group}:\n  ${key}: ${value}`;
    const line = await complaint({ file });
    expect(line).toContain(`${name} must be `);
    expect(line).not.toContain('s3cret');
  });

  it.each([
    ['in quotes that do not end', `authContextSecret: "${SECRET}`],
    ['with a colon', `authContextSecret: a: ${SECRET}`],
    ['with an escape that is none', `authContextSecret: "\\s${SECRET}"`],
    ['that begins like an alias', `authContextSecret: *${SECRET}`],
    ['that begins like a tag', `authContextSecret: !${SECRET} x`],
    ['that begins with what is reserved', `authContextSecret: @${SECRET}`],
    ['that begins like a block', `authContextSecret: |${SECRET}`],
    ['that begins like a list', `authContextSecret: [${SECRET}`],
    ['that ends before its line does', `authContextSecret: "x" ${SECRET}`],
    ['after a directive', `%${SECRET}\n---\nport: x`],
    ['under a wrong name', `authContextSecert: ${SECRET}`],
    ['in a wrong group', `acess: { hs256Secret: ${SECRET} }`],
  ])('%s is not in the complaint about the file', async (_, file) => {
    expect(await complaint({ file })).not.toContain('s3cret');
  });

  it('under a wrong name is not in the complaint about the environment', async () => {
    const wrong = { SMOOTH_AGENT_AUTH_SECRET: SECRET };
    expect(await complaint({ env: wrong })).not.toContain('s3cret');
  });

  it('is in nothing that a running server writes, and neither are tokens', async () => {
    const argv = ['serve', '--port', '0', '--verbose', '--strict', '--access', 'local-token'];
    const jwks = configFile('access: { jwksUrl: https://issuer.example/keys }');
    const cli = startCli([...argv, '--config', jwks], { env });
    await cli.out.seen('\n');
    const url = cli.out.text.trim();
    const tokens = [SECRET, 's3cret-but-wrong'];
    const codes: number[] = [];
    for (const token of tokens) {
      const { code, stdout, stderr } = await runCli([
        'send',
        'Hello',
        '--verbose',
        '--url',
        `${url}?token=${token}`,
        '--token',
        token,
      ]);
      codes.push(code);
      expect(stdout + stderr).not.toContain('s3cret');
    }
    expect(codes).toEqual([0, 3]);
    cli.signals$.next('SIGTERM');
    expect(await cli.exit).toBe(0);
    expect(cli.err.text).toContain('"kind":"unauthenticated"');
    expect(cli.out.text + cli.err.text).not.toContain('s3cret');
  });
});
