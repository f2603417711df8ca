// What needs a browser, and is no part of `npm test` therefore.
import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/browser/**/*.spec.ts'],
    exclude: [],
    typecheck: { enabled: false },
    hookTimeout: 30_000, // to start a browser on a busy machine
  },
});
