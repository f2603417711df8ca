// A Python that has the packages of others.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, Skipped } from './program.mjs';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const LEAST_PYTHON = [3, 11];
const INSTALL_MS = 180_000;

/** Which version of a package it has. */
export async function versionOf(python, name) {
  const tell = `import importlib.metadata as m; print(m.version("${name}"))`;
  return (await run(python, ['-c', tell])).stdout.trim();
}

/** The Python of a virtual environment that has what the requirements name; made once, then kept. */
export async function environment() {
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
  await need(python, [...pip, '-r', requirements], 'PyPI does not give the packages');
  writeFileSync(whole, '');
  return python;
}

async function need(command, args, otherwise) {
  const { code, stderr } = await run(command, args, { timeout: INSTALL_MS });
  if (code === 0) return;
  const reason = stderr.trim().split('\n').at(-1) || 'it did not end in time';
  throw new Skipped(`${otherwise} (${reason.slice(0, 200)})`);
}
