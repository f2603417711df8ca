import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { isSmoothOperatorError } from '../../src/protocol';
import { startServer } from '../../src/server/startServer';
import type { ServerOptions } from '../../src/server/options';
import { settingsOf } from '../../src/server/settings';
import { tool } from './kit';

describe('the options of a server', () => {
  it('all have defaults', () => {
    expect(settingsOf({})).toMatchObject({
      port: 8787,
      host: '127.0.0.1',
      agentName: 'smooth-agent',
      confirmTools: ['issue_refund'],
      promptTimeout: 300_000,
      maxIterations: 20,
      maxTokens: 8192,
      limits: { frameBytes: 1_048_576 },
      model: { name: 'extractive' },
      tools: [{ name: 'issue_refund' }],
    });
    expect(settingsOf({ port: undefined }).port).toBe(8787);
  });

  it('make UUIDs and tell the time by default', () => {
    const { ids, clock, onLog } = settingsOf({});
    expect(ids()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(ids()).not.toBe(ids());
    expect(Number.isInteger(clock.now())).toBe(true);
    expect(() => {
      onLog({ kind: 'closed' });
    }).not.toThrow();
  });

  it('are taken as they are given', () => {
    const given = {
      port: 0,
      host: '::1',
      model: { complete: () => NEVER },
      tools: [],
      confirmTools: [],
      promptTimeout: 1,
      agentName: 'Otto',
      maxIterations: 1,
      limits: { frameBytes: 1 },
      ids: () => 'id',
      clock: { now: () => 0 },
      knowledge: { retrieve: () => of([]) },
    };
    expect(settingsOf(given)).toMatchObject(given);
  });

  const document = { id: 'a', text: 'A' };
  const parameters = { type: 'object', properties: {} };
  it.each<[name: keyof ServerOptions, values: readonly unknown[]]>([
    ['port', [-1, 65_536, 1.5, '8787', NaN, null]],
    ['host', ['', ' ', 127, null]],
    ['model', [null, 'gpt', {}, { complete: 1 }]],
    [
      'knowledge',
      [
        null,
        'text',
        {},
        [null],
        [{ id: 'a' }],
        [{ text: 'A' }],
        [document, document],
        [{ ...document, url: 1 }],
        [{ id: '', text: 'A' }],
      ],
    ],
    [
      'tools',
      [
        null,
        {},
        ['a'],
        [{ name: 'a' }],
        [{ ...tool('a', () => 1), name: '' }],
        [tool('a', () => 1), tool('a', () => 1)],
        [{ ...tool('a', () => 1), parameters: { type: 'string' } }],
        [{ name: 'a', description: 'a', parameters }],
        [{ ...tool('a', () => 1), parameters: { ...parameters, properties: { a: 1 } } }],
        [
          {
            ...tool('a', () => 1),
            parameters: { ...parameters, properties: { a: { pattern: '(' } } },
          },
        ],
      ],
    ],
    ['confirmTools', ['issue_refund', [1], [''], {}]],
    ['authTools', ['refund', [1], [''], null]],
    ['otp', [null, {}, { send: () => NEVER }, { verify: () => NEVER }, 'sms']],
    ['promptTimeout', [0, -1, Infinity, 2 ** 31, '300', 1.5]],
    ['agentName', ['', 7, null]],
    ['maxIterations', [0, -1, 1.5, Infinity]],
    ['maxTokens', [0, -1, 1.5, Infinity, '8192']],
    ['models', [null, 'gpt', [{ complete: () => NEVER }], { small: {} }, { small: null }]],
    ['preambleModel', [null, 'gpt', {}, { complete: 1 }]],
    ['instructions', ['', ' ', 7, null]],
    ['greeting', ['', ' ', 7, null]],
    ['skills', [null, './skills', {}, [''], [7], { read: 1 }]],
    [
      'limits',
      [1, null, { frameBytes: 0 }, { frameBytes: -1 }, { frameBytes: '1 MiB' }, { frames: 1 }],
    ],
    ['store', [null, {}, { session: () => NEVER }]],
    ['clock', [null, {}, Date.now]],
    ['ids', [null, 'uuid']],
    ['onLog', [null, {}]],
  ])('%s is checked', (name, values) => {
    for (const value of values) {
      const read = () => settingsOf({ [name]: value });
      expect(read, `${name}: ${String(value)}`).toThrow(`The option ${name} must be `);
    }
  });

  it.each([['prot'], ['constructor'], ['__proto__x']])('include no %s', (name) => {
    expect(() => settingsOf({ [name]: 1 })).toThrow(
      `There is no option ${name}. The options are port, host,`,
    );
  });

  it('that are wrong reject with one typed error, before anything listens', async () => {
    const error: unknown = await startServer({ port: -1 }).catch((reason: unknown) => reason);
    expect(isSmoothOperatorError(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'invalid', code: 'INVALID_OPTION', retryable: false });
  });
});
