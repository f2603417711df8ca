import { EMPTY, of, throwError, toArray, firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ComplianceError,
  ProviderError,
  SmartflowWorkflow,
  type WorkflowStep,
} from 'smooth-operator-rx/smartflow';
import { checked, fakeClient, FOUND, says, saying } from './kit';

const BROKEN = new ProviderError('The provider is not there', { code: 'DOWN' });

/** A step that asks, by the name of it, and may lead on. */
const asks = (name: string, prompt = `${name} {input}`, ...nextSteps: string[]): WorkflowStep => ({
  name,
  action: 'chat',
  config: { prompt },
  nextSteps,
});

const fails = (name: string, onError?: string): WorkflowStep => ({
  name,
  action: 'chat',
  config: { prompt: 'fail' },
  ...(onError !== undefined && { onError }),
});

const failing = () =>
  fakeClient({
    answer: (prompt) => (prompt === 'fail' ? throwError(() => BROKEN) : of(says('Fine.'))),
  });

describe('a workflow', () => {
  it('follows its steps, each seeing what was said before', async () => {
    const client = saying('one', 'two');
    const result = await new SmartflowWorkflow(client)
      .addStep(asks('a', 'First {input}', 'b'))
      .addStep(asks('b', 'Then {output}, {steps.a}, {category}'))
      .execute({ input: 'Hi', category: 'toys' });
    expect(client.prompts).toEqual(['First Hi', 'Then one, one, toys']);
    expect(result).toEqual({
      success: true,
      output: 'two',
      steps: { a: 'one', b: 'two' },
      stepsExecuted: ['a', 'b'],
      errors: [],
      totalTokens: 24,
      totalCostCents: undefined,
      executionTimeMs: expect.any(Number),
    });
  });

  it('takes a text as its input, and asks it where no prompt is given', async () => {
    const client = saying('one');
    await new SmartflowWorkflow(client).addStep({ name: 'a', action: 'chat' }).execute('Hi {you}');
    expect(client.prompts).toEqual(['Hi {you}']);
  });

  it('tells a model what the step says, and nothing that it does not', async () => {
    const client = fakeClient();
    const config = { systemPrompt: 'You sell {kind}.', model: 'm', temperature: 0, maxTokens: 9 };
    const workflow = new SmartflowWorkflow(client)
      .addStep({ name: 'a', action: 'chat', config, nextSteps: ['b'] })
      .addStep({ name: 'b', action: 'chat' });
    await workflow.execute({ input: 'Hi', kind: 'toys' }, { userId: 'u1', conversationId: 'c1' });
    const onResponse = expect.any(Function);
    const identity = { userId: 'u1', conversationId: 'c1' };
    expect(client.asked[0]?.[0]).toEqual({ role: 'system', content: 'You sell toys.' });
    expect(client.options).toStrictEqual([
      { model: 'm', temperature: 0, maxTokens: 9, ...identity, onResponse },
      { ...identity, onResponse },
    ]);
  });

  it('replaces a step by another of its name, and begins where it is told to', async () => {
    const client = fakeClient();
    const workflow = new SmartflowWorkflow(client)
      .addStep(asks('a'))
      .addStep(asks('b'))
      .addStep(asks('b', 'another'))
      .setEntry('b');
    expect((await workflow.execute('Hi')).stepsExecuted).toEqual(['b']);
    expect(client.prompts).toEqual(['another']);
  });

  it('may name a step as it likes, and keeps its result apart from the object', async () => {
    const workflow = new SmartflowWorkflow(saying('one', 'two'))
      .addStep(asks('__proto__', 'Hi', 'b'))
      .addStep(asks('b', '{steps.__proto__}'));
    const { steps } = await workflow.execute('Hi');
    expect(Object.keys(steps)).toEqual(['__proto__', 'b']);
  });

  it('sends what the user wrote as it is, braces and all', async () => {
    const client = saying('said {input}');
    await new SmartflowWorkflow(client)
      .addStep(asks('a', 'Q: {input}', 'b'))
      .addStep(asks('b', '{output} {{kept}}'))
      .execute({ input: '{output} {steps.a}' });
    expect(client.prompts).toEqual(['Q: {output} {steps.a}', 'said {input} {kept}']);
  });

  it('goes on with empty text where an answer has none', async () => {
    const client = fakeClient({ answer: (_, n) => of(says(n === 1 ? null : 'two')) });
    const result = await new SmartflowWorkflow(client)
      .addStep(asks('a', 'Hi', 'b'))
      .addStep(asks('b', '<{output}>'))
      .execute('Hi');
    expect(client.prompts[1]).toBe('<>');
    expect(result.steps).toEqual({ a: '', b: 'two' });
  });
});

describe('a compliance check', () => {
  const route: WorkflowStep = {
    name: 'route',
    action: 'condition',
    config: { cases: { positive: 'praise', negative: 'excuse' } },
  };

  it('leaves the text of the model as the output, so that a condition can go by it', async () => {
    const client = saying('Positive.', 'Thanks!');
    const result = await new SmartflowWorkflow(client)
      .addStep(asks('analyze', 'Tone of: {input}', 'check'))
      .addStep({ name: 'check', action: 'compliance_check', nextSteps: ['route'] })
      .addStep(route)
      .addStep(asks('praise'))
      .addStep(asks('excuse'))
      .execute({ input: 'It exceeds my expectations!' });
    expect(result.stepsExecuted).toEqual(['analyze', 'check', 'route', 'praise']);
    expect(result.steps).toMatchObject({ check: checked(), route: 'positive' });
    expect(client.checks.map(({ text }) => text)).toEqual(['Positive.']);
  });

  it('looks at the input before there is any output, or at what it is told to', async () => {
    const client = fakeClient();
    await new SmartflowWorkflow(client)
      .addStep({ name: 'a', action: 'compliance_check', nextSteps: ['b'] })
      .addStep({
        name: 'b',
        action: 'compliance_check',
        config: { content: 'About {input}', policy: 'pci_dss_strict' },
      })
      .execute('Hi', { userId: 'u1' });
    expect(client.checks).toStrictEqual([
      { text: 'Hi', options: { userId: 'u1' } },
      { text: 'About Hi', options: { policy: 'pci_dss_strict', userId: 'u1' } },
    ]);
  });

  it('has fields that templates and conditions can use', async () => {
    const client = fakeClient({ check: () => of(FOUND) });
    const result = await new SmartflowWorkflow(client)
      .addStep({ name: 'check', action: 'compliance_check', nextSteps: ['route'] })
      .addStep({
        name: 'route',
        action: 'condition',
        config: { field: 'steps.check.has_violations', cases: { true: 'clean', false: 'plain' } },
      })
      .addStep(asks('clean', '{steps.check.redacted_content}'))
      .addStep(asks('plain'))
      .execute('Write to a@b.example');
    expect(result.stepsExecuted).toEqual(['check', 'route', 'clean']);
    expect(client.prompts).toEqual(['Write to [EMAIL]']);
  });

  it('lets a violation pass, unless it is to block', async () => {
    const client = fakeClient({ check: () => of(FOUND) });
    const checkedBy = (block?: boolean) =>
      new SmartflowWorkflow(client)
        .addStep({
          name: 'check',
          action: 'compliance_check',
          nextSteps: ['a'],
          config: { ...(block !== undefined && { block }) },
        })
        .addStep(asks('a'))
        .execute('Hi');
    expect((await checkedBy()).success).toBe(true);
    const blocked = await checkedBy(true);
    expect(blocked).toMatchObject({ success: false, stepsExecuted: ['check'] });
    expect(blocked.errors[0]?.error).toBeInstanceOf(ComplianceError);
    expect(blocked.errors[0]?.error).toMatchObject({
      code: 'BLOCKED',
      violations: ['email found'],
      riskScore: 0.5,
      message: 'Step "check" found, for compliance: email found',
    });
  });

  it('that is to block lets clean text pass', async () => {
    const result = await new SmartflowWorkflow(fakeClient())
      .addStep({ name: 'check', action: 'compliance_check', config: { block: true } })
      .execute('Hi');
    expect(result.success).toBe(true);
  });
});

describe('a condition', () => {
  const routed = async (
    said: string,
    config: Extract<WorkflowStep, { action: 'condition' }>['config'],
    input: Record<string, unknown> = {},
  ) =>
    new SmartflowWorkflow(saying(said))
      .addStep(asks('a', 'Hi', 'route'))
      .addStep({ name: 'route', action: 'condition', config })
      .addStep(asks('yes', 'yes'))
      .addStep(asks('no', 'no'))
      .execute(input);

  it.each([
    ['Yes.', ['a', 'route', 'yes']],
    ['I would say no', ['a', 'route', 'no']],
    ['yes and no', ['a', 'route']],
    ['perhaps', ['a', 'route']],
  ])('goes by what the text means, and ends where it means nothing: %s', async (said, path) => {
    const result = await routed(said, { cases: { yes: 'yes', no: 'no' } });
    expect(result).toMatchObject({
      success: true,
      stepsExecuted: path,
      output: expect.any(String),
    });
  });

  it('goes its default way where no case is met, or several are', async () => {
    const config = { cases: { yes: 'yes', no: 'yes' }, default: 'no' };
    expect((await routed('yes or no', config)).stepsExecuted.at(-1)).toBe('no');
    expect((await routed('perhaps', config)).steps).toMatchObject({ route: null });
  });

  it('goes by keys of the input, numbers and truth values too', async () => {
    const cases = { 7: 'yes', true: 'yes', de: 'yes' };
    for (const field of ['count', 'isNew', 'place.country'])
      expect(
        (
          await routed('x', { field, cases }, { count: 7, isNew: true, place: { country: 'DE' } })
        ).stepsExecuted.at(-1),
      ).toBe('yes');
  });

  it('goes its default way for null', async () => {
    const config = { field: 'none', cases: { null: 'yes' }, default: 'no' };
    expect((await routed('x', config, { none: null })).stepsExecuted.at(-1)).toBe('no');
  });

  it.each([
    ['nothing', /There is no "nothing"/],
    ['place', /cannot choose by "place"/],
    ['list', /cannot choose by "list"/],
  ])('fails where its field is not there, or no plain value: %s', async (field, told) => {
    const result = await routed(
      'x',
      { field, cases: { yes: 'yes' }, default: 'no' },
      { place: {}, list: [] },
    );
    expect(result).toMatchObject({ success: false, stepsExecuted: ['a', 'route'] });
    expect(result.errors[0]?.error).toMatchObject({ message: expect.stringMatching(told) });
  });
});

describe('a step that fails', () => {
  it('ends the workflow, and is told with its error', async () => {
    const result = await new SmartflowWorkflow(failing())
      .addStep(asks('a', 'Hi', 'b'))
      .addStep(fails('b'))
      .execute('Hi');
    expect(result).toMatchObject({
      success: false,
      output: 'Fine.',
      stepsExecuted: ['a', 'b'],
      errors: [{ step: 'b', error: BROKEN, isRecovered: false }],
    });
  });

  it('is recovered where another goes on, which finds out why', async () => {
    const client = failing();
    const result = await new SmartflowWorkflow(client)
      .addStep(fails('a', 'rescue'))
      .addStep(asks('rescue', '{error.step} {error.code}: {error.message}{error.violations}'))
      .execute('Hi');
    expect(client.prompts.at(-1)).toBe('a DOWN: The provider is not there[]');
    expect(result).toMatchObject({
      success: true,
      output: 'Fine.',
      errors: [{ step: 'a', error: BROKEN, isRecovered: true }],
    });
  });

  it('is fatal in the rescue of another', async () => {
    const result = await new SmartflowWorkflow(failing())
      .addStep(fails('a', 'rescue'))
      .addStep(fails('rescue'))
      .execute('Hi');
    expect(result.success).toBe(false);
    expect(result.errors.map(({ step, isRecovered }) => [step, isRecovered])).toEqual([
      ['a', true],
      ['rescue', false],
    ]);
  });

  it('is one whose variable is not there, or of which nothing comes', async () => {
    const empty = fakeClient({ answer: () => EMPTY });
    expect(
      (await new SmartflowWorkflow(fakeClient()).addStep(asks('a', '{nothing}')).execute('Hi'))
        .errors,
    ).toMatchObject([{ error: { code: 'UNKNOWN_VARIABLE' } }]);
    expect(
      (await new SmartflowWorkflow(empty).addStep(asks('a', 'Hi')).execute('Hi')).errors,
    ).toMatchObject([{ error: { message: 'Nothing came of step "a"' } }]);
  });

  it('is told when the client throws instead of emitting an error', async () => {
    const client = fakeClient({
      answer: () => {
        throw BROKEN;
      },
    });
    const result = await new SmartflowWorkflow(client).addStep(asks('a')).execute('Hi');
    expect(result.errors).toMatchObject([{ step: 'a', error: BROKEN }]);
  });
});

describe('a workflow that goes in circles', () => {
  const circle = (client = fakeClient()) =>
    new SmartflowWorkflow(client).addStep(asks('a', 'Hi', 'b')).addStep(asks('b', 'Hi', 'a'));

  it('is stopped after as many steps as may run, which is an error', async () => {
    const result = await circle().execute('Hi', { maxIterations: 5 });
    expect(result).toMatchObject({
      success: false,
      stepsExecuted: ['a', 'b', 'a', 'b', 'a'],
      errors: [{ step: 'b', error: { code: 'MAX_ITERATIONS' }, isRecovered: false }],
      totalTokens: 60,
    });
  });

  it('may run a hundred steps unless told otherwise', async () => {
    expect((await circle().execute('Hi')).stepsExecuted.length).toBe(100);
  });

  it('does well when it ends with its last step', async () => {
    const result = await new SmartflowWorkflow(fakeClient())
      .addStep(asks('a', 'Hi', 'b'))
      .addStep(asks('b'))
      .execute('Hi', { maxIterations: 2 });
    expect(result).toMatchObject({ success: true, errors: [] });
  });

  it('of conditions alone does not run out of stack', async () => {
    const result = await new SmartflowWorkflow(fakeClient())
      .addStep({
        name: 'again',
        action: 'condition',
        config: { field: 'input', cases: { go: 'again' } },
      })
      .execute('go', { maxIterations: 20_000 });
    expect(result.stepsExecuted.length).toBe(20_000);
  });

  it('that fails and rescues itself is stopped, too', async () => {
    const result = await new SmartflowWorkflow(failing())
      .addStep(fails('a', 'a'))
      .execute('Hi', { maxIterations: 3 });
    expect(result.stepsExecuted).toEqual(['a', 'a', 'a']);
    expect(result.errors.length).toBe(4);
    expect(result.success).toBe(false);
  });
});

describe('a run', () => {
  it('is one each time it is subscribed to, with steps of its own', async () => {
    const client = fakeClient();
    const workflow = new SmartflowWorkflow(client).addStep(asks('a'));
    const run$ = workflow.run('Hi').pipe(toArray());
    expect(client.prompts).toEqual([]);
    const both = await Promise.all([firstValueFrom(run$), firstValueFrom(run$)]);
    expect(client.prompts.length).toBe(2);
    for (const events of both) {
      expect(events.map(({ type }) => type)).toEqual(['step_started', 'step_completed', 'result']);
    }
  });

  it('does not see steps that are added while it runs', async () => {
    const workflow = new SmartflowWorkflow(fakeClient())
      .addStep(asks('a', 'Hi', 'b'))
      .addStep(asks('b'));
    const running = workflow.execute('Hi');
    workflow.addStep(asks('b', 'Hi', 'a'));
    expect((await running).stepsExecuted).toEqual(['a', 'b']);
  });
});
