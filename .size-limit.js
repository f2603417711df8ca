const program = {
  path: 'dist/index.js',
  import: '{ createClient, confirmWrites, retryTurn, tokens }',
  gzip: true,
};

// The budgets are 8 kB, 18 kB and 14 kB. The third is met, and is the limit. The other two are NOT met, and
// their limits are the sizes of today, to be lowered only. `npm run bench` measures against the budgets and
// says MISSED. kB are 1000 bytes, minified and gzipped.
export default [
  {
    ...program,
    name: 'createClient, confirmWrites, retryTurn, tokens: own code',
    ignore: ['rxjs', 'io-ts', 'fp-ts'],
    limit: '14.6 kB',
  },
  {
    ...program,
    name: 'the same, with rxjs, io-ts and fp-ts',
    // size-limit leaves peer dependencies out unless told otherwise, and rxjs is one.
    modifyEsbuildConfig: (config) => ({ ...config, external: [] }),
    limit: '24.1 kB',
  },
  {
    path: 'dist/smartflow.js',
    import: '{ createSmartflow }',
    gzip: true,
    name: 'createSmartflow: own code',
    ignore: ['rxjs', 'io-ts', 'fp-ts', 'eventsource-parser'],
    limit: '14 kB',
  },
];
