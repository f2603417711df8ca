import { EMPTY, from, NEVER, of, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { tokenOnce as used, withToken, type Token } from '../../src/socket/token';

/** What a getter that does not keep to its type may give. */
const nonsense = (value: unknown) => (() => value) as Token;

const tokenOnce = (token: Token | undefined) => used(token, (given) => given);

const toEqual = (actual: unknown, expected: unknown) => {
  expect(actual).toEqual(expected);
};

describe('a token for one attempt', () => {
  it('comes from a string, a function, an Observable or an iterable, and completes', () => {
    new TestScheduler(toEqual).run(({ cold, expectObservable }) => {
      expectObservable(tokenOnce(undefined)).toBe('(t|)', { t: undefined });
      expectObservable(tokenOnce('abc')).toBe('(t|)', { t: 'abc' });
      expectObservable(tokenOnce(() => 'abc')).toBe('(t|)', { t: 'abc' });
      expectObservable(tokenOnce(() => undefined)).toBe('(t|)', { t: undefined });
      expectObservable(tokenOnce(() => ['abc', 'def'])).toBe('(t|)', { t: 'abc' });
      expectObservable(tokenOnce(() => cold('--a-b-|'))).toBe('--(a|)');
    });
  });

  it('takes one value of an Observable and leaves it', () => {
    new TestScheduler(toEqual).run(({ cold, expectObservable, expectSubscriptions }) => {
      const token$ = cold('--a-b-c');
      expectObservable(tokenOnce(() => token$)).toBe('--(a|)');
      expectSubscriptions(token$.subscriptions).toBe('^-!');
    });
  });

  it('comes from a promise', async () => {
    const seen: unknown[] = [];
    await tokenOnce(() => Promise.resolve('abc')).forEach((token) => seen.push(token));
    expect(seen).toEqual(['abc']);
  });

  it('is not asked for before somebody subscribes, and again for each who does', () => {
    let asked = 0;
    const token$ = tokenOnce(() => `t${++asked}`);
    expect(asked).toBe(0);
    const seen: unknown[] = [];
    token$.subscribe((token) => seen.push(token));
    token$.subscribe((token) => seen.push(token));
    expect(seen).toEqual(['t1', 't2']);
  });

  it.each<[string, Token, string]>([
    [
      'throws',
      () => {
        throw new Error('no network');
      },
      'no network',
    ],
    ['errors', () => throwError(() => new Error('refused')), 'refused'],
    [
      'throws what is no Error',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- others do
        throw 'refused';
      },
      'the getter failed',
    ],
    ['completes empty', () => EMPTY, 'the getter completed without a token'],
    ['gives null', nonsense(of(null)), 'the getter gave null, not a string'],
    ['gives a number', nonsense(of(42)), 'the getter gave number, not a string'],
    ['gives an object', nonsense(of({ token: 'abc' })), 'the getter gave object, not a string'],
  ])('is a cause of kind `token` when the getter %s', (_, token, message) => {
    let cause: unknown;
    tokenOnce(token).subscribe({
      error: (error: unknown) => {
        cause = error;
      },
    });
    expect(cause).toMatchObject({ kind: 'token', message });
  });

  it.each([
    ['null', null],
    ['a number', 90210],
    ['an object', { token: 'sesame' }],
    ['a symbol', Symbol('sesame')],
    ['true', true],
  ])(
    'is a cause of kind `token`, which does not quote it, when a getter returns %s',
    (_, value) => {
      let cause: unknown;
      tokenOnce(nonsense(value)).subscribe({
        error: (error: unknown) => {
          cause = error;
        },
      });
      expect(cause).toMatchObject({ kind: 'token' });
      expect((cause as { message: string }).message).not.toMatch(/90210|sesame/);
      expect(String((cause as { error: unknown }).error)).not.toMatch(/90210|sesame/);
    },
  );

  it('is a cause of kind `token` when a promise rejects', async () => {
    const failing$ = tokenOnce(() => from(Promise.reject(new Error('expired'))));
    await expect(failing$.forEach(() => undefined)).rejects.toMatchObject({
      kind: 'token',
      message: 'expired',
    });
  });

  it.each<[string, Token]>([
    ['a string', 'half\ud800'], // half a character
    ['what a getter gives', () => 'half\ud800'],
  ])(
    'is a cause of kind `token` when no URL can carry it, which does not quote it: %s',
    (_, token) => {
      let cause: unknown;
      used(token, (given) => withToken('ws://h/ws', given)).subscribe({
        error: (error: unknown) => {
          cause = error;
        },
      });
      expect(cause).toMatchObject({ kind: 'token', message: 'URI malformed' });
      expect(JSON.stringify(cause)).not.toContain('half');
    },
  );

  it('may never come', () => {
    new TestScheduler(toEqual).run(({ expectObservable }) => {
      expectObservable(tokenOnce(() => NEVER)).toBe('');
    });
  });
});

describe('the URL with a token', () => {
  it.each([
    ['ws://h/ws', 'abc', 'ws://h/ws?token=abc', 'is added'],
    ['ws://h', 'abc', 'ws://h/?token=abc', 'is added where there is no path'],
    ['wss://h:8443/a/b', 'abc', 'wss://h:8443/a/b?token=abc', 'keeps scheme, port and path'],
    ['ws://h/ws', 'a+b/c=&d e', 'ws://h/ws?token=a%2Bb%2Fc%3D%26d%20e', 'is encoded'],
    ['ws://h/ws?', 'abc', 'ws://h/ws?token=abc', 'is added to an empty query'],
    ['ws://h/ws?x=1&y=a%20b', 't', 'ws://h/ws?x=1&y=a%20b&token=t', 'keeps the query as it is'],
    ['ws://h/ws?token=old&x=1', 'new', 'ws://h/ws?token=new&x=1', 'replaces the one there'],
    ['ws://h/ws?token=a&x=1&token=b', 'new', 'ws://h/ws?token=new&x=1', 'replaces all there'],
    ['ws://h/ws?mytoken=1', 'abc', 'ws://h/ws?mytoken=1&token=abc', 'leaves other names alone'],
  ])('%s with %s is %s: it %s [OPEN-2]', (url, token, expected) => {
    expect(withToken(url, token)).toBe(expected);
  });

  it.each([undefined, ''])('is untouched without one (%s) [OPEN-2]', (token) => {
    expect(withToken('ws://H/ws?x=a b', token)).toBe('ws://H/ws?x=a b');
  });
});
