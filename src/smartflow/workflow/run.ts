import {
  asapScheduler,
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  map,
  of,
  repeat,
  throwIfEmpty,
  timer,
  type Observable,
} from 'rxjs';
import { SmartflowError } from '../errors';
import type { Context } from './context';
import type { WorkflowEvent, WorkflowFailure } from './event';
import { perform, type Done, type Means } from './perform';
import type { WorkflowStep } from './step';

/**
 * Runs steps from `entry` on, one after the other, until none follows. Each subscription is to have a
 * `context` of its own.
 */
export function runSteps(
  steps: ReadonlyMap<string, WorkflowStep>,
  entry: string,
  context: Context,
  maxIterations: number,
  means: Means,
): Observable<WorkflowEvent> {
  const startedAt = asyncScheduler.now();
  const stepsExecuted: string[] = [];
  const errors: WorkflowFailure[] = [];
  let totalTokens = 0;
  let totalCostCents: number | undefined = 0;
  let at = steps.get(entry);

  const goOn = ({ name }: WorkflowStep, done: Done): WorkflowEvent => {
    const { made, text, next, tokens = 0 } = done;
    context.steps[name] = made;
    if (text !== undefined) context.output = text;
    totalTokens += tokens;
    if ('costCents' in done) totalCostCents = sum(totalCostCents, done.costCents);
    at = next === undefined ? undefined : steps.get(next);
    return { type: 'step_completed', step: name, made, next };
  };
  const recover = ({ name, onError: next }: WorkflowStep, error: unknown): WorkflowEvent => {
    const failure = { step: name, error, isRecovered: next !== undefined };
    errors.push(failure);
    context.error = troubleOf(name, error);
    at = next === undefined ? undefined : steps.get(next);
    return { type: 'step_failed', ...failure, next };
  };

  const one$ = defer((): Observable<WorkflowEvent> => {
    const step = at;
    if (!step) return EMPTY;
    const { name, action } = step;
    stepsExecuted.push(name);
    return concat(
      of<WorkflowEvent>({ type: 'step_started', step: name, action }),
      perform(step, context, means).pipe(
        throwIfEmpty(() => new SmartflowError(`Nothing came of step "${name}"`)),
        map((done) => goOn(step, done)),
        catchError((error: unknown) => of(recover(step, error))),
      ),
    );
  });
  // A loop of conditions must starve nobody, and can be left.
  const delay = () => (at ? timer(0, asapScheduler) : EMPTY);

  const result$ = defer((): Observable<WorkflowEvent> => {
    if (at) errors.push({ step: at.name, error: tooLong(maxIterations), isRecovered: false });
    return of({
      type: 'result',
      result: {
        success: errors.every(({ isRecovered }) => isRecovered),
        output: context.output,
        steps: { ...context.steps },
        stepsExecuted,
        errors,
        totalTokens,
        totalCostCents,
        executionTimeMs: asyncScheduler.now() - startedAt,
      },
    });
  });
  return concat(one$.pipe(repeat({ count: maxIterations, delay })), result$);
}

/** What is not known makes no sum. */
function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function troubleOf(step: string, error: unknown): Context['error'] {
  const { code, violations } = { ...(error as Record<string, unknown> | null) };
  return {
    step,
    message: error instanceof Error ? error.message : String(error),
    code: typeof code === 'string' ? code : null,
    violations: Array.isArray(violations) ? violations : [],
  };
}

function tooLong(maxIterations: number): SmartflowError {
  return new SmartflowError(
    `The workflow was stopped after ${maxIterations} steps; maxIterations allows for more`,
    { code: 'MAX_ITERATIONS' },
  );
}
