// node scripts/test-totals.mjs <vitest's JSON report>...: their totals in one line. Without a report nothing has run.
import { existsSync, readFileSync } from 'node:fs';

const reports = process.argv
  .slice(2)
  .filter((path) => existsSync(path))
  .map((path) => JSON.parse(readFileSync(path, 'utf8')));
const total = (field) => reports.reduce((sum, report) => sum + report[field], 0);

console.log(`${total('numPassedTests')} passed, ${total('numFailedTests')} failed`);
