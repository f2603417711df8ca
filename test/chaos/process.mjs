// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('part.mjs', import.meta.url));

/**
 * Runs a part in a process of its own and passes on what it says is wrong.
 *
 * @param {readonly string[]} args
 * @param {string} token what its clients show
 * @param {number} limit after how many milliseconds it is killed
 */
export async function runPart(args, token, limit) {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--disable-warning=ExperimentalWarning', program, ...args],
    { env: { ...process.env, CHAOS_TOKEN: token }, timeout: limit },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const [code, signal] = await once(child, 'close');
  process.stderr.write(stderr);
  return {
    code: code ?? signal,
    rows: rowsIn(stdout),
    printed: stdout + stderr,
    ms: performance.now() - start,
  };
}

/**
 * @param {string} stdout
 * @returns {import('./report.mjs').Row[]}
 */
function rowsIn(stdout) {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  } catch {
    return []; // it has ended before it had any
  }
}
