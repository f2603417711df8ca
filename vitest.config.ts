import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^smooth-operator-rx$/, replacement: entry('./src/index.ts') },
      {
        find: /^smooth-operator-rx\/(protocol|node|testing|server)$/,
        replacement: `${entry('./src')}/$1/index.ts`,
      },
    ],
  },
  test: {
    include: ['test/**/*.spec.ts'],
    typecheck: { enabled: true, include: ['test/**/*.spec-d.ts'], tsconfig: './tsconfig.json' },
  },
});
