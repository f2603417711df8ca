// The client that Python programs have, against the server of this package.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAgent } from './agent.mjs';
import { run, Skipped } from './program.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const requirements = join(folder, 'requirements.txt');
const LEAST_PYTHON = [3, 11];
const INSTALL_MS = 180_000;
const DRIVE_MS = 120_000;

/** @returns whether all steps held */
export async function pythonClient() {
  const python = await environment();
  const version = 'import importlib.metadata as m; print(m.version("smooai-smooth-operator"))';
  const [{ stdout }, agent] = await Promise.all([run(python, ['-c', version]), startAgent()]);
  console.log(`smooai-smooth-operator ${stdout.trim()} of PyPI, with the server of this package:`);
  try {
    const { code, timedOut } = await run(python, [join(folder, 'drive.py'), agent.server.url], {
      timeout: DRIVE_MS,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (timedOut) console.log(`FAILED  no end within ${DRIVE_MS / 1000} s`);
    return code === 0 && agreesWith(agent);
  } finally {
    await agent.server.close();
  }
}

/** What the server has seen must be what the client was told. */
function agreesWith({ refunds, outcomes }) {
  const count = (outcome) => outcomes.filter((each) => each === outcome).length;
  const seen = JSON.stringify({
    refunds: refunds.length,
    cancelled: count('cancelled'),
    aborted: count('aborted'),
  });
  const expected = JSON.stringify({ refunds: 1, cancelled: 3, aborted: 1 });
  console.log(
    seen === expected
      ? 'ok      the server saw the same'
      : `FAILED  the server saw ${seen}, expected ${expected}`,
  );
  return seen === expected;
}

/** The Python of a virtual environment that has what the requirements name; made once, then kept. */
async function environment() {
  const tell = 'import sys; print(sys.version_info[0], sys.version_info[1])';
  const version = await run('python3', ['-c', tell]);
  if (version.code !== 0) throw new Skipped('there is no python3');
  const [major, minor] = version.stdout.trim().split(' ').map(Number);
  if (major !== LEAST_PYTHON[0] || minor < LEAST_PYTHON[1]) {
    throw new Skipped(`python3 is ${major}.${minor}, and ${LEAST_PYTHON.join('.')} is the least`);
  }

  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'smooth-operator-rx');
  const key = createHash('sha256')
    .update(`${version.stdout}${readFileSync(requirements)}`)
    .digest('hex');
  const home = join(cache, `interop-${key.slice(0, 12)}`);
  const python = join(home, 'bin', 'python');
  const whole = join(home, 'whole');
  if (existsSync(whole)) return python;

  rmSync(home, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  await need('python3', ['-m', 'venv', home], 'no virtual environment can be made');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1'];
  await need(python, [...pip, '-r', requirements], 'PyPI does not give the client');
  writeFileSync(whole, '');
  return python;
}

async function need(command, args, otherwise) {
  const { code, stderr } = await run(command, args, { timeout: INSTALL_MS });
  if (code === 0) return;
  const reason = stderr.trim().split('\n').at(-1) || 'it did not end in time';
  throw new Skipped(`${otherwise} (${reason.slice(0, 200)})`);
}
