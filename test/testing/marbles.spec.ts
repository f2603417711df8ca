import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { map, mergeMap, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { tokens } from 'smooth-operator-rx';
import { createTurnTest, event } from 'smooth-operator-rx/testing';
import { AGENT, answering, turnTest } from '../turnTest';

describe('a test of a turn', () => {
  it('has requestIds that count, from one in each client', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server({ answer: (a) => of(event.pong(a)) });
      const [one, other] = [client(scripted), client(scripted)];
      const ids = (source$: Observable<{ requestId?: string }>) =>
        source$.pipe(map(({ requestId }) => requestId));
      const thrice$ = of(1, 2, 3).pipe(mergeMap(() => one.ping()));
      expectObservable(ids(thrice$)).toBe('(abc|)', { a: 'r1', b: 'r2', c: 'r3' });
      expectObservable(ids(other.ping())).toBe('(a|)', { a: 'r1' });
    });
  });

  it('has no chance: it is 0.5', () => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server({ open$: throwError(() => new Error('refused')) }));
      expectObservable(app.uncorrelated$, '9ms !').toBe('');
      expectObservable(
        app.state$.pipe(
          mergeMap((state) => (state.status === 'waiting' ? [state.nextRetryAt] : [])),
        ),
        '9ms !',
      ).toBe('w', { w: 250 });
    });
  });

  it('takes options of the client over its own', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server({ answer: (a) => of(event.pong(a)) });
      const app = client(scripted, { requestId: () => 'mine', url: 'ws://other.test/x' });
      expectObservable(app.ping()).toBe('(p|)', { p: event.pong('mine') });
      expectObservable(scripted.sockets$, '9ms !').toBe('m', {
        m: { socket: 1, made: 'ws://other.test/x' },
      });
    });
  });

  it('offers all that a TestScheduler offers, in virtual time', () => {
    let ran = false;
    turnTest((helpers) => {
      expect(Object.keys(helpers)).toEqual(
        expect.arrayContaining([
          'animate',
          'client',
          'cold',
          'expectObservable',
          'expectSubscriptions',
          'flush',
          'hot',
          'server',
          'time',
        ]),
      );
      helpers.expectObservable(helpers.cold('60m |')).toBe('60m |');
      ran = true;
    });
    expect(ran).toBe(true);
  });

  it('fails when what happened is not what was expected', () => {
    const compared: [unknown, unknown][] = [];
    const strictTest = createTurnTest((actual, expected) => {
      compared.push([actual, expected]);
      expect(actual).toEqual(expected);
    });
    const wrong = () => {
      strictTest(({ server, client, expectObservable }) => {
        const scripted = server(
          answering({ send_message: (a) => of(event.eventualResponse(a, { text: 'Hello' })) }),
        );
        const turn$ = client(scripted).session({ agentId: AGENT }).turn('Hi');
        expectObservable(turn$.pipe(map(({ type }) => type))).toBe('(c|)', { c: 'cancelled' });
      });
    };
    expect(wrong).toThrow(/to deeply equal/);
    expect(compared).toHaveLength(1);
  });

  it('fails with what the test itself throws', () => {
    expect(() => {
      turnTest(() => {
        throw new Error('mine');
      });
    }).toThrow('mine');
  });

  it('is the one that its documentation shows: the example runs, and can fail', () => {
    const source = readFileSync(
      fileURLToPath(new URL('../../src/testing/marbles.ts', import.meta.url)),
      'utf8',
    );
    const [, documented = ''] =
      /@example\n([^]*?)\n \*\/\nexport function createTurnTest/.exec(source) ?? [];
    const example = documented.replaceAll(/^ \* ?/gm, '');
    expect(example).toContain('turnTest(');
    let compared = 0;
    const counting = (actual: unknown) => {
      compared++;
      return expect(actual);
    };
    const given = { createTurnTest, event, tokens, expect: counting };
    const run = (text: string) => {
      const body = runInThisContext(`(({ ${Object.keys(given).join()} }) => { ${text} })`) as (
        names: typeof given,
      ) => void;
      body(given);
    };
    run(example);
    expect(compared).toBe(1);
    expect(() => {
      run(example.replace(`'--a-b-|'`, `'--b-a-|'`));
    }).toThrow(/to deeply equal/);
  });
});
