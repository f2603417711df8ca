// The client of this package, against the server in Python.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startGateway } from './gateway.mjs';
import { environment, versionOf } from './python.mjs';
import { drive } from './steps.mjs';

const program = fileURLToPath(new URL('serve.py', import.meta.url));

/** @returns whether all steps held */
export async function pythonServer() {
  const python = await environment();
  const version = await versionOf(python, 'smooai-smooth-operator-server');
  console.log(`smooai-smooth-operator-server ${version} of PyPI, with the client of this package:`);
  const gateway = await startGateway();
  const server = spawn(python, ['-u', program, gateway.url], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {}, // neither keys nor the way to a real gateway
  });
  try {
    return await drive(server);
  } finally {
    server.kill('SIGKILL');
    gateway.close();
  }
}
