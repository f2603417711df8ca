import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { smartflow } from '../../../src/cli/smartflow/program';
import { smartflowConfigFile } from '../../../src/node';
import { startFakeGateway, type FakeGatewayOptions } from '../../../src/testing';
import { runCli, startCli, type FakeIoOptions } from '../fakeIo';

/** A home that is gone when the test is over, with this configuration. */
export function homeWith(config?: string): string {
  const home = mkdtempSync(join(tmpdir(), 'smartflow-'));
  onTestFinished(() => {
    rmSync(home, { recursive: true });
  });
  if (config !== undefined) {
    const file = smartflowConfigFile(home);
    mkdirSync(dirname(file));
    writeFileSync(file, config);
  }
  return home;
}

/** A gateway that is gone when the test is over. */
export async function gatewayFor(options?: FakeGatewayOptions) {
  const gateway = await startFakeGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

export const runSmartflow = (argv: readonly string[], options: FakeIoOptions = {}, stdin = '') =>
  runCli(argv, stdin, options, smartflow);

export const startSmartflow = (argv: readonly string[], options: FakeIoOptions = {}) =>
  startCli(argv, options, smartflow);
