import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ProviderError,
  SmartflowWorkflow,
  type AIResponse,
  type WorkflowEvent,
} from 'smooth-operator-rx/smartflow';
import { checked, fakeClient, says, virtually } from './kit';

/** Each event in short. */
const short = (event: WorkflowEvent): string => {
  if (event.type === 'result') return `result ${event.result.executionTimeMs}`;
  const next = event.type === 'step_started' ? event.action : (event.next ?? 'end');
  return `${event.type} ${event.step} ${next}`;
};

describe('the events of a run', () => {
  it('tell each step as it begins and ends, and the result as the last', () => {
    virtually(({ cold, expectObservable }) => {
      const client = fakeClient({
        answer: () => cold('---(a|)', { a: says('A') }),
        check: () => cold('-----(c|)', { c: checked() }),
      });
      const run$ = new SmartflowWorkflow(client)
        .addStep({ name: 'ask', action: 'chat', nextSteps: ['check'] })
        .addStep({ name: 'check', action: 'compliance_check' })
        .run('Hi')
        .pipe(map(short));
      expectObservable(run$).toBe('a--(bc)-(de|)', {
        a: 'step_started ask chat',
        b: 'step_completed ask check',
        c: 'step_started check compliance_check',
        d: 'step_completed check end',
        e: 'result 8',
      });
    });
  });

  it('tell a step that fails, whether another goes on', () => {
    virtually(({ cold, expectObservable }) => {
      const broken = new ProviderError('broken');
      const failing = (marbles: string) => cold<AIResponse>(marbles, {}, broken);
      const client = fakeClient({ answer: (_, n) => failing(n === 1 ? '--#' : '----#') });
      const run$ = new SmartflowWorkflow(client)
        .addStep({ name: 'a', action: 'chat', onError: 'b' })
        .addStep({ name: 'b', action: 'chat' })
        .run('Hi')
        .pipe(map(short));
      expectObservable(run$).toBe('a-(bc)(de|)', {
        a: 'step_started a chat',
        b: 'step_failed a b',
        c: 'step_started b chat',
        d: 'step_failed b end',
        e: 'result 6',
      });
    });
  });

  it('end when they are unsubscribed from: the request is aborted, and nothing follows', () => {
    virtually(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answer = cold('-----(a|)', { a: says('A') });
      const client = fakeClient({ answer: () => answer });
      const run$ = new SmartflowWorkflow(client)
        .addStep({ name: 'a', action: 'chat', nextSteps: ['b'] })
        .addStep({ name: 'b', action: 'chat' })
        .run('Hi')
        .pipe(map(short));
      expectObservable(run$, '^--!').toBe('a--', { a: 'step_started a chat' });
      expectSubscriptions(answer.subscriptions).toBe('^--!');
      flush();
      expect(client.prompts.length).toBe(1);
    });
  });

  it('carry what a step has made', () => {
    const made: unknown[] = [];
    virtually(({ cold, flush }) => {
      const client = fakeClient({ answer: () => cold('-(a|)', { a: says('A') }) });
      new SmartflowWorkflow(client)
        .addStep({ name: 'a', action: 'chat' })
        .run('Hi')
        .subscribe((event) => {
          if (event.type === 'step_completed') made.push(event.made);
        });
      flush();
    });
    expect(made).toEqual(['A']);
  });
});
