import { spawn } from 'node:child_process';

/** Runs a program to its end, at most `timeout` milliseconds. A missing one ends with code 127. */
export function run(command, args, { timeout = 20_000, stdio = ['ignore', 'pipe', 'pipe'] } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio, timeout, killSignal: 'SIGKILL' });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name]?.setEncoding('utf8').on('data', (text) => (said[name] += text));
    }
    child.on('error', () => resolve({ code: 127, ...said }));
    child.on('close', (code, signal) => resolve({ code, timedOut: signal === 'SIGKILL', ...said }));
  });
}

/** Why something cannot be tried here. */
export class Skipped extends Error {}
