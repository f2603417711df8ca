import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const report = process.env['TEST_REPORT'];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^smooth-operator-rx$/, replacement: entry('./src/index.ts') },
      {
        find: /^smooth-operator-rx\/(protocol|node|testing|server|smartflow)$/,
        replacement: `${entry('./src')}/$1/index.ts`,
      },
    ],
  },
  test: {
    include: ['test/**/*.spec.ts'],
    // By `npm run test:browser`: it needs Chromium.
    exclude: ['test/browser/**'],
    typecheck: { enabled: true, include: ['test/**/*.spec-d.ts'], tsconfig: './tsconfig.json' },
    setupFiles: ['test/setup.ts'],
    // An upper bound for the tests that start processes; those in virtual time take milliseconds.
    testTimeout: 20_000,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
