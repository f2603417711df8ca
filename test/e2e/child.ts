import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** How a program ended, and what it wrote. */
export interface Ended {
  /** `null` when it had to be killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChildOptions {
  readonly stdin?: string;
  /** Whether there may be more on stdin, which the program waits for. @defaultValue false */
  readonly staysOpen?: boolean;
  /** Milliseconds; a program that takes longer is killed. @defaultValue 20000 */
  readonly timeout?: number;
  /** Is given the child at once, for example to kill it. */
  readonly onStart?: (child: ReturnType<typeof spawn>) => void;
  /** Is given the text on stdout whenever there is more of it. */
  readonly onOutput?: (stdout: string, child: ReturnType<typeof spawn>) => void;
}

/** Runs a program of the built package in a Node of its own, from the root of the repository. */
export function runNode(
  argv: readonly string[],
  { stdin = '', staysOpen = false, timeout = 20_000, onStart, onOutput }: ChildOptions = {},
): Promise<Ended> {
  if (!existsSync(join(root, 'dist/cli.js'))) {
    throw new Error(
      'There is no dist to test. `npm test` makes it first; so does `npm run build`.',
    );
  }
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1' };
    const child = spawn(process.execPath, [...argv], { cwd: root, timeout, env });
    onStart?.(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput?.(stdout, child);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
    child.stdin.on('error', () => undefined); // it may end before it has read everything
    child.stdin.write(stdin);
    if (!staysOpen) child.stdin.end();
  });
}
