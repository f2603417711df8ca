import { defineConfig, type Options } from 'tsup';

/** Functions that only make a codec: what they made can go if nobody uses it. */
const codecBuilders = [
  'checked',
  'flagOr',
  'guarded',
  'integer',
  'lenient',
  'list',
  'listOfFitting',
  'many',
  'matching',
  'nestedEvent',
  'nonBlank',
  'nullable',
  'numberOr',
  'numeric',
  'oneOf',
  'part',
  'ranged',
  'repaired',
  'shape',
  'some',
  'struct',
  'text',
  'textOr',
  'tokenEvent',
  'tolerant',
  'turnEvent',
  // As many names as the modules of a bundle may have for io-ts.
  ...Array.from({ length: 100 }, (_, i) =>
    ['literal', 'keyof', 'union', 'record', 'readonlyArray'].map((maker) => `t${i || ''}.${maker}`),
  ).flat(),
];

const shared: Options = { target: 'es2022', sourcemap: true };

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      protocol: 'src/protocol/index.ts',
      node: 'src/node/index.ts',
      testing: 'src/testing/index.ts',
      server: 'src/server/index.ts',
      smartflow: 'src/smartflow/index.ts',
    },
    format: ['esm', 'cjs'],
    dts: true,
    // Each entry by itself, without what it does not use: no bundler could tell that the call which
    // makes a codec has no effect.
    splitting: false,
    treeshake: { preset: 'smallest', manualPureFunctions: codecBuilders },
  },
  {
    ...shared,
    entry: {
      cli: 'src/cli/main.ts',
      demo: 'src/cli/demo.ts',
      'smartflow-cli': 'src/cli/smartflow/main.ts',
    },
    format: 'esm',
    platform: 'node',
    splitting: true,
  },
]);
