// node scripts/test-totals.mjs <vitest's JSON report>: its totals in one line. Without a report nothing has run.
import { existsSync, readFileSync } from 'node:fs';

const report = process.argv[2];
const { numPassedTests, numFailedTests } =
  report !== undefined && existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 0 };

console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
