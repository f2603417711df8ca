import js from '@eslint/js';
import rxjsX from 'eslint-plugin-rxjs-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const core = ['src/{protocol,socket,conversation,operators}/**/*.ts'];

const timers = ['setTimeout', 'setInterval', 'setImmediate'];

const focusedOrSkipped = {
  selector:
    'CallExpression > MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|skipIf|runIf|todo|fails)$/]',
  message: 'Every test runs, and passes.',
};

export default defineConfig(
  globalIgnores(['dist/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-warning-comments': 'error',
      'object-shorthand': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, rxjsX.configs.strict],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      // A codec and its static type share one name: interface Pong extends t.TypeOf<typeof Pong> {}
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      // Numbers read well in a template; objects, null and undefined do not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Leaves a tuple's rest or a record's key out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      // Past 250 lines a file wants a reason, given where it switches this off.
      'max-lines': ['error', { max: 250 }],
    },
  },
  {
    name: 'time, randomness and order of events come from outside',
    files: core,
    rules: {
      'no-restricted-globals': [
        'error',
        {
          globals: [...timers, 'queueMicrotask', 'requestAnimationFrame', 'performance'].map((name) => ({
            name,
            message: 'Time comes through RxJS schedulers and timers, so that TestScheduler sees it.',
          })),
          checkGlobalObject: true,
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Ask a scheduler: asyncScheduler.now().' },
        { object: 'Math', property: 'random', message: 'Take the random function from the options.' },
        { property: 'nextTick', message: 'Time comes through RxJS schedulers and timers.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'rxjs',
              importNames: ['firstValueFrom', 'lastValueFrom'],
              message: 'No promise on the event path.',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Ask a scheduler: asyncScheduler.now().',
        },
        {
          selector: 'CallExpression[callee.name="Date"]',
          message: 'Ask a scheduler: asyncScheduler.now().',
        },
        {
          selector:
            ':function[async=true], AwaitExpression, ForOfStatement[await=true], NewExpression[callee.name="Promise"], MemberExpression[object.name="Promise"], ImportExpression',
          message: 'No promise on the event path.',
        },
      ],
    },
  },
  {
    name: 'where the default of the random function is written',
    files: ['src/conversation/options.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        {
          globals: timers.map((name) => ({
            name,
            message: 'No test sleeps: run it under TestScheduler, or await the event itself.',
          })),
          checkGlobalObject: true,
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(node:)?timers(/promises)?$',
              message: 'No test sleeps: run it under TestScheduler, or await the event itself.',
            },
          ],
        },
      ],
      'no-restricted-syntax': ['error', focusedOrSkipped],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: nodeGlobals() },
  },
);

function nodeGlobals() {
  const names = ['console', 'process', 'performance', 'Buffer', 'URL', 'WebSocket', 'globalThis'];
  return Object.fromEntries([...names, 'require', 'module'].map((name) => [name, 'readonly']));
}
