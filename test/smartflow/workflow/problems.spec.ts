import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  SmartflowWorkflow,
  ValidationError,
  type WorkflowStep,
} from 'smooth-operator-rx/smartflow';
import { failure } from '../kit';
import { fakeClient } from './kit';

/** What is told of steps that cannot run, when the first of them would. */
async function problemsOf(...steps: readonly unknown[]): Promise<unknown> {
  const client = fakeClient();
  const workflow = new SmartflowWorkflow(client, { name: 'Pipeline' });
  for (const step of steps) workflow.addStep(step as WorkflowStep);
  const error = await firstValueFrom(failure(workflow.run('Hi')));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ message: expect.stringMatching(/^Pipeline cannot run: /) });
  expect(client.prompts).toEqual([]);
  return (error as ValidationError).details['problems'];
}

describe('a workflow that cannot run says so before its first step', () => {
  it('when it has no steps', async () => {
    expect(await problemsOf()).toEqual(['it has no steps']);
  });

  it('when a step leads to one that is not there, with all of them at once', async () => {
    expect(
      await problemsOf(
        { name: 'a', action: 'chat', nextSteps: ['x'], onError: 'y' },
        { name: 'b', action: 'condition', config: { cases: { p: 'a', q: 'z' }, default: 'w' } },
      ),
    ).toEqual([
      'step "a" leads to "x", which is not there',
      'step "a" leads to "y", which is not there',
      'step "b" leads to "z", which is not there',
      'step "b" leads to "w", which is not there',
    ]);
  });

  it.each<readonly [string, unknown, string]>([
    [
      'has several next steps',
      { name: 'a', action: 'chat', nextSteps: ['a', 'a'] },
      'has several nextSteps; a condition would choose',
    ],
    [
      'does what nobody can',
      { name: 'a', action: 'tool_call', nextSteps: ['x'] },
      'has the unknown action "tool_call"',
    ],
    ['is a condition without cases', { name: 'a', action: 'condition' }, 'has no cases'],
    [
      'is a condition with a next step',
      { name: 'a', action: 'condition', config: { cases: {} }, nextSteps: ['a'] },
      'has nextSteps beside its cases',
    ],
    [
      'looks at the result of one that is not there',
      { name: 'a', action: 'chat', config: { prompt: '{steps.x} {{steps.y}}' } },
      'looks at "steps.x", which is not there',
    ],
    [
      'chooses by the result of one that is not there',
      { name: 'a', action: 'condition', config: { field: 'steps.x.y', cases: {} } },
      'looks at "steps.x", which is not there',
    ],
  ])('when a step %s', async (_, step, told) => {
    expect(await problemsOf(step)).toEqual([`step "a" ${told}`]);
  });

  it.each(['', 'a.b', 'a b', '{a}', '1st'])(
    'when no template could tell a name: %j',
    async (name) => {
      expect(await problemsOf({ name, action: 'chat' })).toEqual([
        `step "${name}" has a name that no template could tell`,
      ]);
    },
  );
});

describe('what cannot be', () => {
  const workflow = () => new SmartflowWorkflow(fakeClient()).addStep({ name: 'a', action: 'chat' });

  it.each([0, -1, 1.5, NaN, Infinity])('is %d steps at most', async (maxIterations) => {
    await expect(workflow().execute('Hi', { maxIterations })).rejects.toThrow(ValidationError);
  });

  it.each([null, undefined, 7, ['Hi'], { steps: 1 }])('is an input like %j', async (input) => {
    await expect(workflow().execute(input as unknown as string)).rejects.toThrow(ValidationError);
  });

  it('is to begin with a step that is not there', () => {
    expect(() => workflow().setEntry('b')).toThrow('SmartflowWorkflow has no step "b"');
  });
});
