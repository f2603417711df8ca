import { defer, filter, firstValueFrom, map, type Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import { ValidationError } from '../errors';
import { contextOf } from './context';
import type { CostOf } from './cost';
import type { WorkflowEvent, WorkflowResult } from './event';
import type { WorkflowClient } from './perform';
import { demandSound } from './problems';
import { runSteps } from './run';
import type { WorkflowStep } from './step';

export interface WorkflowOptions {
  /** Told in errors. @defaultValue 'SmartflowWorkflow' */
  readonly name?: string;
  /** What completions cost: `pricedCost`, `loggedCost`, or your own. @defaultValue nobody knows */
  readonly costOf?: CostOf;
}

export interface RunOptions {
  /** How many steps may run; with one more the result has an error. @defaultValue 100 */
  readonly maxIterations?: number;
  /** Whom the gateway logs the calls for. */
  readonly userId?: string;
  /** Which conversation it logs them for. */
  readonly conversationId?: string;
}

/**
 * Steps that lead to each other: models are asked, texts are checked, ways are chosen.
 *
 * Templates and conditions see the keys of the input, `output`, which is the last text of a model,
 * `steps.<name>`, which is what a step has made, and, after a failure, `error.message`, `error.code`,
 * `error.step`, `error.violations`. A variable that is not there fails the step; one that is `null`
 * prints as nothing. `{{name}}` stands for `{name}` itself.
 *
 * @example
 * const workflow = new SmartflowWorkflow(smartflow)
 *   .addStep({
 *     name: 'judge',
 *     action: 'chat',
 *     config: { prompt: 'Is this positive or negative? {input}' },
 *     nextSteps: ['route'],
 *   })
 *   .addStep({ name: 'route', action: 'condition', config: { cases: { negative: 'excuse' } } })
 *   .addStep({ name: 'excuse', action: 'chat', config: { prompt: 'Reply to: {input}' } });
 * const { output, totalTokens } = await workflow.execute('It broke on the first day.');
 */
export class SmartflowWorkflow {
  readonly name: string;
  readonly #client: WorkflowClient;
  readonly #costOf: CostOf | undefined;
  readonly #steps = new Map<string, WorkflowStep>();
  #entry: string | undefined;

  constructor(
    client: WorkflowClient,
    { name = 'SmartflowWorkflow', costOf }: WorkflowOptions = {},
  ) {
    this.name = name;
    this.#client = client;
    this.#costOf = costOf;
  }

  /** Adds a step, in place of one of the same name. The first is where a run begins. */
  addStep(step: WorkflowStep): this {
    this.#steps.set(step.name, step);
    this.#entry ??= step.name;
    return this;
  }

  /**
   * Lets a run begin elsewhere.
   *
   * @throws ValidationError when there is no such step
   */
  setEntry(name: string): this {
    if (!this.#steps.has(name)) {
      throw new ValidationError(`${this.name} has no step "${name}"`, { code: 'INVALID_ARGUMENT' });
    }
    this.#entry = name;
    return this;
  }

  /**
   * Runs it, and tells each step. Cold: each subscription is a run. Unsubscribing aborts the request
   * that is under way, and nothing follows.
   *
   * ```
   * chat, then condition   ^s---c(sc)(r|)
   * chat that fails        ^s---f(r|)
   * ```
   *
   * `s` step_started, `c` step_completed, `f` step_failed, `r` result. What goes wrong in a step is in
   * the result. Errors with `ValidationError`, before the first step, when the steps, the input or the
   * options cannot be: all problems of the steps at once, in `details.problems`.
   *
   * @param input - `{input}` if it is a text; the keys of an object are variables each
   * @example
   * workflow.run({ input: 'It broke.', category: 'toys' }).subscribe((event) => {
   *   if (event.type === 'step_started') log(event.step);
   *   if (event.type === 'result') log(event.result.output);
   * });
   */
  run(input: string | JsonObject, options: RunOptions = {}): Observable<WorkflowEvent> {
    return defer(() => {
      const { maxIterations = 100, userId, conversationId } = options;
      if (!Number.isInteger(maxIterations) || maxIterations < 1) {
        throw new ValidationError('maxIterations must be 1, 2, 3, …', { code: 'INVALID_OPTION' });
      }
      const steps = new Map(this.#steps);
      demandSound(this.name, steps);
      return runSteps(steps, this.#entry ?? '', contextOf(input), maxIterations, {
        client: this.#client,
        costOf: this.#costOf,
        identity: {
          ...(userId !== undefined && { userId }),
          ...(conversationId !== undefined && { conversationId }),
        },
      });
    });
  }

  /**
   * Runs it at once, for the result. What goes wrong in a step is in the result, not a rejection.
   *
   * @throws ValidationError as {@link run} does
   */
  execute(input: string | JsonObject, options?: RunOptions): Promise<WorkflowResult> {
    // eslint-disable-next-line rxjs-x/no-ignored-default-value -- a run ends with its result
    return firstValueFrom(
      this.run(input, options).pipe(
        filter((event) => event.type === 'result'),
        map(({ result }) => result),
      ),
    );
  }
}
