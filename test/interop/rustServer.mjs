// The client of this package, against the server in Rust.
import { spawn } from 'node:child_process';
import { startGateway } from './gateway.mjs';
import { Skipped } from './program.mjs';
import { drive } from './steps.mjs';

/** @returns whether all steps held */
export async function rustServer() {
  const binary = process.env.SMOOTH_OPERATOR_SERVER;
  if (!binary) {
    throw new Skipped(
      'SMOOTH_OPERATOR_SERVER does not name the program that `cargo install smooai-smooth-operator-server` makes',
    );
  }
  const gateway = await startGateway();
  const server = spawn(binary, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of this environment: neither keys nor the way to a real gateway.
    env: {
      SMOOTH_AGENT_BIND: '127.0.0.1',
      SMOOTH_AGENT_PORT: '0',
      SMOOTH_AGENT_SEED_KB: '1',
      SMOOTH_AGENT_CONFIRM_TOOLS: 'issue_refund',
      SMOOAI_GATEWAY_URL: gateway.url,
      SMOOAI_GATEWAY_KEY: 'none',
    },
  });
  try {
    console.log(`${binary}, with the client of this package:`);
    return await drive(server);
  } finally {
    server.kill('SIGKILL');
    gateway.close();
  }
}
