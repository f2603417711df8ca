// The client that Python programs have, against the server of this package.
import { fileURLToPath } from 'node:url';
import { startAgent } from './agent.mjs';
import { run } from './program.mjs';
import { environment, versionOf } from './python.mjs';

const program = fileURLToPath(new URL('drive.py', import.meta.url));
const DRIVE_MS = 120_000;

/** @returns whether all steps held */
export async function pythonClient() {
  const python = await environment();
  const version = await versionOf(python, 'smooai-smooth-operator');
  console.log(`smooai-smooth-operator ${version} of PyPI, with the server of this package:`);
  const agent = await startAgent();
  try {
    const { code, timedOut } = await run(python, [program, agent.server.url], {
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
