'use strict';

const { builtinModules } = require('node:module');

/** Who may import what; CONTRIBUTING.md has the picture. `test/layers.spec.ts` breaks each rule once. */

const npm = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|')})/`;
const src = (...folders) => `^src/(${folders.join('|')})/`;

const core = ['protocol', 'socket', 'conversation', 'operators'];
const entries = ['protocol', 'node', 'angular', 'testing', 'smartflow', 'server'];
const publicEntry = `^src/((${entries.join('|')})/)?index\\.ts$`;
const nodeBuiltIn = `^(node:)?(${builtinModules.join('|')})$`;

/** A layer imports itself and `allowed`, and nothing else. */
const layer = (name, comment, ...allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: src(name) },
  to: { pathNot: [src(name), ...allowed] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    layer('protocol', 'What travels: io-ts and fp-ts, no RxJS, no I/O.', npm('io-ts', 'fp-ts')),
    layer(
      'socket',
      'One WebSocket as Observables: protocol and rxjs.',
      src('protocol'),
      npm('rxjs'),
    ),
    layer(
      'conversation',
      'Client, session, turn: what is below it.',
      src('protocol', 'socket'),
      npm('rxjs', 'io-ts', 'fp-ts'),
    ),
    layer(
      'operators',
      'Functions of the events: protocol, rxjs and the types of conversation.',
      src('protocol', 'conversation'),
      npm('rxjs'),
    ),
    {
      name: 'operators-know-conversation-by-its-types',
      comment: 'An operator works on any Observable of turn events, wherever it comes from.',
      severity: 'error',
      from: { path: src('operators') },
      to: { path: src('conversation'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'root-entry-is-the-core',
      comment: 'src/index.ts re-exports the core, and nothing else.',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { pathNot: src(...core) },
    },
    {
      name: 'root-entry-runs-in-browsers',
      comment: 'Nothing the root entry reaches, however far away, is a Node built-in or ws.',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: [nodeBuiltIn, npm('ws')], reachable: true },
    },
    {
      name: 'entries-import-the-core',
      comment: 'Each entry beside the root imports the core, never another entry.',
      severity: 'error',
      from: { path: src('node', 'angular', 'testing', 'smartflow') },
      to: { path: src('node', 'angular', 'testing', 'smartflow', 'server'), pathNot: '^src/$1/' },
    },
    {
      name: 'ws-is-for-node',
      comment: 'ws is imported where Node runs: node, server, the scripted server, the commands.',
      severity: 'error',
      from: { path: '^src/', pathNot: src('node', 'server', 'testing', 'cli') },
      to: { path: npm('ws') },
    },
    {
      name: 'angular-runs-in-browsers',
      comment: 'Nothing the Angular entry reaches is a Node built-in or ws.',
      severity: 'error',
      from: { path: src('angular') },
      to: { path: [nodeBuiltIn, npm('ws')], reachable: true },
    },
    {
      name: 'smartflow-runs-in-browsers',
      comment: 'Nothing the Smartflow entry reaches is a Node built-in, ws, or a reader of files.',
      severity: 'error',
      from: { path: src('smartflow') },
      to: { path: [nodeBuiltIn, npm('ws', 'yaml')], reachable: true },
    },
    {
      name: 'server-is-no-client',
      comment: 'The server shares the protocol with the client, and nothing else.',
      severity: 'error',
      from: { path: src('server') },
      to: { path: '^src/', pathNot: src('server', 'protocol', 'smartflow') },
    },
    {
      name: 'commands-use-what-is-public',
      comment: 'A command composes what anyone could: it imports entries.',
      severity: 'error',
      from: { path: src('cli') },
      to: { path: '^src/', pathNot: [src('cli'), publicEntry] },
    },
    {
      name: 'commands-are-on-top',
      comment: 'No part of the library imports a command.',
      severity: 'error',
      from: { path: '^src/', pathNot: src('cli') },
      to: { path: src('cli') },
    },
    {
      name: 'examples-use-what-is-public',
      comment: 'An example reads as the program of a user.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^src/', pathNot: publicEntry },
    },
    {
      name: 'source-stands-alone',
      comment: 'What is published does not import what is not.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|examples|scripts|dist)/' },
    },
    {
      name: 'no-development-dependency-in-source',
      comment: 'It would be missing where the package is installed.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['npm-peer', 'type-only'],
        pathNot: npm('@types'),
      },
    },
    {
      name: 'no-undeclared-dependency',
      comment: 'What is imported is in package.json and installed.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycle',
      comment: 'Files that need each other are one file, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'A file that nothing imports and that imports nothing is dead.',
      severity: 'error',
      from: { path: '^src/', orphan: true },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // ESM packages name their files in `exports` alone.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
  },
};
