import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { runCli } from './fakeIo';

const COMMANDS = ['serve', 'chat', 'send', 'batch', 'demo'];

describe('help', () => {
  it('lists every command', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it.each(COMMANDS)('of %s has examples and exit codes', async (command) => {
    const { code, stdout, stderr } = await runCli([command, '--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`$ smooth-operator ${command}`);
    expect(stdout).toContain('Exit codes:');
  });

  it('fits a terminal of 80 columns', async () => {
    for (const argv of [['--help'], ...COMMANDS.map((command) => [command, '--help'])]) {
      const { stdout } = await runCli(argv);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('is what a bare command line gets, as a usage error', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: smooth-operator');
  });
});

it('--version prints the version of the package', async () => {
  expect(await runCli(['--version'])).toEqual({
    code: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
});

describe('a command line that is wrong gets one line, a hint, and exit code 2', () => {
  it.each([
    [['sned', 'x'], "unknown command 'sned' (Did you mean send?)", ''],
    [['send', 'x', '--jsn'], "unknown option '--jsn' (Did you mean --json?)", 'send '],
    [['send'], "missing required argument 'message'", 'send '],
    [['send', 'two', 'words'], "too many arguments for 'send'", 'send '],
    [['send', 'x', '--timeout', 'soon'], "'soon' is invalid. It must be a number", 'send '],
    [['send', 'x', '--timeout', '0'], "'0' is invalid. It must be a number", 'send '],
    [['send', 'x', '--yes', '--no'], "'--yes' cannot be used with option '--no'", 'send '],
    [['serve', '--prot', '1'], "unknown option '--prot' (Did you mean --port?)", 'serve '],
    [['chat', '--quiet'], "unknown option '--quiet'", 'chat '],
  ])('%j', async (argv, complaint, command) => {
    const { code, stdout, stderr } = await runCli(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const [line, hint, ...rest] = stderr.split('\n');
    expect(line).toMatch(/^smooth-operator: /);
    expect(line).toContain(complaint);
    expect(hint).toBe(`Help: smooth-operator ${command}--help`);
    expect(rest).toEqual(['']);
  });

  it('and never shows the value of a mistyped option', async () => {
    const { code, stderr } = await runCli(['send', 'x', '--tokne=s3cret']);
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--tokne'");
    expect(stderr).not.toContain('s3cret');
  });
});

describe('an error is one line', () => {
  const wrongUrl = ['send', 'x', '--url', 'not a url'];

  it('without a stack', async () => {
    const { code, stderr } = await runCli(wrongUrl);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^smooth-operator: .*url must be a ws:\/\/ or wss:\/\/ URL.*\n$/);
  });

  it('with one for those who ask for it', async () => {
    const { stderr: verbose } = await runCli([...wrongUrl, '--verbose']);
    const { stderr: debug } = await runCli(wrongUrl, '', { env: { DEBUG: '1' } });
    expect(verbose).toMatch(/\n {4}at /);
    expect(debug).toMatch(/\n {4}at /);
  });
});
