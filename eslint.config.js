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

const timeAndChance = {
  'no-restricted-globals': [
    'error',
    {
      globals: [...timers, 'queueMicrotask', 'requestAnimationFrame', 'performance'].map(
        (name) => ({
          name,
          message: 'Time comes through RxJS schedulers and timers, so that TestScheduler sees it.',
        }),
      ),
      checkGlobalObject: true,
    },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Ask a scheduler: asyncScheduler.now().' },
    {
      object: 'Math',
      property: 'random',
      message: 'Take the random function from the options.',
    },
    { property: 'nextTick', message: 'Time comes through RxJS schedulers and timers.' },
  ],
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
      '@typescript-eslint/no-empty-object-type': [
        'error',
        { allowInterfaces: 'with-single-extends' },
      ],
      // Numbers read well in a template; objects, null and undefined do not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Record<never, X> is how "no fields" is written.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // What was caught may be passed on as it came.
      'rxjs-x/throw-error': ['error', { allowThrowingAny: false, allowThrowingUnknown: true }],
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
      ...timeAndChance,
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
    name: 'time and randomness come from outside; promises are what fetch gives',
    files: ['src/smartflow/**/*.ts'],
    rules: timeAndChance,
  },
  {
    name: 'a socket fails with a Cause, plain data; the conversation makes the error of it',
    files: ['src/socket/**/*.ts', 'src/conversation/channel.ts'],
    rules: {
      'rxjs-x/throw-error': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      // catchError((cause: Cause) => ...) says what the source is known to fail with.
      'rxjs-x/no-implicit-any-catch': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'examples/**/*.ts'],
    rules: {
      // Unheard errors and missing values fail the run by themselves, which is what a test wants.
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
      // The matchers of vitest, `expect.anything()` and the like, are typed as `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    files: ['test/**'],
    ignores: ['test/bench/**'], // measures real time
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
    // TypeScript knows the platform; these files have no types to ask.
    rules: { 'no-undef': 'off' },
  },
);
