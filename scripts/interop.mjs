// npm run interop: this package with the clients and servers of others. Each part prints its steps,
// or "skipped: why" where that software is not to be had; the exit code is 1 when a step fails.
import { pythonClient } from '../test/interop/pythonClient.mjs';
import { pythonServer } from '../test/interop/pythonServer.mjs';
import { rustServer } from '../test/interop/rustServer.mjs';
import { Skipped } from '../test/interop/program.mjs';

for (const part of [pythonClient, pythonServer, rustServer]) {
  try {
    if (!(await part())) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    console.log(`interop, ${part.name} skipped: ${error.message}.`);
  }
  console.log('');
}
