import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  target: 'es2022',
  // Node finds no folder of fp-ts by import, and Either is three lines of it; io-ts brings the rest.
  noExternal: [/^fp-ts/],
  sourcemap: true,
  splitting: true,
};

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      protocol: 'src/protocol/index.ts',
      node: 'src/node/index.ts',
      testing: 'src/testing/index.ts',
      server: 'src/server/index.ts',
    },
    format: ['esm', 'cjs'],
    dts: true,
  },
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts', demo: 'src/cli/demo.ts' },
    format: 'esm',
    platform: 'node',
  },
]);
