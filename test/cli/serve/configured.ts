import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseDocument } from 'yaml';
import type { Io } from '../../../src/cli/io';
import { runCli } from '../fakeIo';

/** A folder that is gone when the test is over. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'serve-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

/** A configuration file with this text. */
export function configFile(text: string | Uint8Array, name = 'server.yaml'): string {
  const file = join(folder(), name);
  writeFileSync(file, text);
  return file;
}

export interface Configured {
  readonly argv?: readonly string[];
  readonly env?: Io['env'];
  /** The text of the configuration file. */
  readonly file?: string;
}

/** What `serve --print-config` says about one setting: its value and its source. */
export async function setting(name: string, configured: Configured) {
  const { code, stdout, stderr } = await printed(configured);
  if (code !== 0) throw new Error(stderr);
  const node = parseDocument(stdout).getIn(name.split('.'), true) as {
    toJSON(): unknown;
    comment: string;
  };
  return { value: node.toJSON(), origin: node.comment.trim() };
}

/** The line that `serve` refuses a configuration with. */
export async function complaint(configured: Configured): Promise<string> {
  const { code, stdout, stderr } = await printed(configured);
  if (code !== 2 || stdout !== '') throw new Error(`exit code ${code}, ${stdout || stderr}`);
  const [, line] = /^smooth-operator: ([^\n]*)\n$/.exec(stderr) ?? [];
  if (line === undefined) throw new Error(`Not one line: ${stderr}`);
  return line;
}

export function printed({ argv = [], env = {}, file }: Configured) {
  const config = file === undefined ? [] : ['--config', configFile(file)];
  return runCli(['serve', '--print-config', ...config, ...argv], '', { env });
}
