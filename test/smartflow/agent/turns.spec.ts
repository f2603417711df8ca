import { merge, mergeMap, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ProviderError, SmartflowAgent, type AIResponse } from 'smooth-operator-rx/smartflow';
import { fakeClient, says, scanned, short, virtually } from './kit';

const unscanned = { enableComplianceScan: false } as const;

describe('turns of one agent', () => {
  it('run one after the other, in the order of their subscriptions', () => {
    virtually(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answers = [cold('---(a|)', { a: says('A') }), cold('--(b|)', { b: says('B') })];
      const client = fakeClient({ answer: (_, n) => answers[n - 1] ?? of(says('?')) });
      const agent = new SmartflowAgent({ client, ...unscanned });
      const both$ = merge(agent.chat('One'), agent.chat('Two'));
      expectObservable(both$).toBe('---A-(B|)');
      expectSubscriptions(answers[0]?.subscriptions ?? []).toBe('^--!');
      expectSubscriptions(answers[1]?.subscriptions ?? []).toBe('---^-!');
      flush();
      expect(client.asked.map(short)).toEqual([
        ['user: One'],
        ['user: One', 'assistant: A', 'user: Two'],
      ]);
    });
  });

  it('include their scans', () => {
    virtually(({ cold, expectObservable }) => {
      const client = fakeClient({
        answer: () => cold('--(a|)', { a: says('A') }),
        scan: () => cold('-(s|)', { s: scanned() }),
      });
      const agent = new SmartflowAgent({ client });
      expectObservable(merge(agent.chat('One'), agent.chat('Two'))).toBe('----A---(A|)');
    });
  });

  it('go on when one of them fails', () => {
    virtually(({ cold, expectObservable }) => {
      const broken = new ProviderError('broken');
      const answers = [cold<AIResponse>('--#', {}, broken), cold('--(b|)', { b: says('B') })];
      const client = fakeClient({ answer: (_, n) => answers[n - 1] ?? of(says('?')) });
      const agent = new SmartflowAgent({ client, ...unscanned });
      expectObservable(agent.chat('One')).toBe('--#', undefined, broken);
      expectObservable(agent.chat('Two')).toBe('----(B|)');
    });
  });

  it('abort their request when they are left, and are not remembered', () => {
    virtually(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answers = [
        cold<AIResponse>('-----(a|)', { a: says('A') }),
        cold('--(b|)', { b: says('B') }),
      ];
      const client = fakeClient({ answer: (_, n) => answers[n - 1] ?? of(says('?')) });
      const agent = new SmartflowAgent({ client, ...unscanned });
      expectObservable(agent.chat('One'), '^-!').toBe('---');
      expectObservable(agent.chat('Two')).toBe('----(B|)');
      expectSubscriptions(answers[0]?.subscriptions ?? []).toBe('^-!');
      flush();
      expect(short(agent.getHistory())).toEqual(['user: Two', 'assistant: B']);
    });
  });

  it('that are left while they wait are never made', () => {
    virtually(({ cold, expectObservable, flush }) => {
      const client = fakeClient({ answer: () => cold('---(a|)', { a: says('A') }) });
      const agent = new SmartflowAgent({ client, ...unscanned });
      expectObservable(agent.chat('One')).toBe('---(A|)');
      expectObservable(agent.chat('Two'), '^-!').toBe('---');
      expectObservable(agent.chat('Three')).toBe('------(A|)');
      flush();
      expect(client.asked.map((messages) => messages.at(-1)?.content)).toEqual(['One', 'Three']);
    });
  });

  it('that run while the history is cleared belong to what is forgotten', () => {
    virtually(({ cold, expectObservable, flush }) => {
      const client = fakeClient({ answer: () => cold('---(a|)', { a: says('A') }) });
      const agent = new SmartflowAgent({ client, ...unscanned });
      expectObservable(agent.chat('One')).toBe('---(A|)');
      cold('-x').subscribe(() => {
        agent.clearHistory();
      });
      flush();
      expect(agent.messageCount).toBe(0);
    });
  });

  it('are as many as there are subscriptions', () => {
    const client = fakeClient();
    const agent = new SmartflowAgent({ client, ...unscanned });
    const turn$ = agent.chat('Hi');
    turn$.subscribe();
    turn$.subscribe();
    expect(agent.messageCount).toBe(4);
  });

  it('may be made from within the answer of another', () => {
    const agent = new SmartflowAgent({ client: fakeClient(), ...unscanned });
    agent
      .chat('One')
      .pipe(mergeMap(() => agent.chat('Two')))
      .subscribe();
    expect(short(agent.getHistory())).toEqual([
      'user: One',
      'assistant: Fine.',
      'user: Two',
      'assistant: Fine.',
    ]);
  });

  it('may be very many that wait, and be over as soon as they begin', () => {
    virtually(({ cold, flush }) => {
      const client = fakeClient({
        answer: (_, n) => (n === 1 ? cold('-(a|)', { a: says('A') }) : of(says('B'))),
      });
      const agent = new SmartflowAgent({ client, ...unscanned, historyTurns: 0 });
      for (let n = 0; n < 20_000; n++) agent.chat('Hi').subscribe();
      flush();
      expect(client.asked.length).toBe(20_000);
    });
  });

  it('of different agents do not wait for each other', () => {
    virtually(({ cold, expectObservable }) => {
      const client = fakeClient({ answer: () => cold('---(a|)', { a: says('A') }) });
      const [one, two] = [1, 2].map(() => new SmartflowAgent({ client, ...unscanned }));
      if (!one || !two) return;
      expectObservable(merge(one.chat('One'), two.chat('Two'))).toBe('---(AA|)');
    });
  });
});
