import type { WorkflowStep } from './step';

/** A step that failed. */
export interface WorkflowFailure {
  readonly step: string;
  /** Most often a `SmartflowError`. */
  readonly error: unknown;
  /** Whether its `onError` went on from there. One that did not is fatal. */
  readonly isRecovered: boolean;
}

export interface WorkflowResult {
  /** Whether nothing fatal happened. */
  readonly success: boolean;
  /** The last text that a model has written. */
  readonly output: string | null;
  /** What each step has made, the last time that it ran. */
  readonly steps: Readonly<Record<string, unknown>>;
  /** The names of the steps, in the order in which they ran. */
  readonly stepsExecuted: readonly string[];
  readonly errors: readonly WorkflowFailure[];
  /** Of all completions. */
  readonly totalTokens: number;
  /** In US cents, with fractions. `undefined` when the cost of a completion is not known. */
  readonly totalCostCents: number | undefined;
  readonly executionTimeMs: number;
}

/** What happens while a workflow runs; the result is the last. */
export type WorkflowEvent =
  | {
      readonly type: 'step_started';
      readonly step: string;
      readonly action: WorkflowStep['action'];
    }
  | {
      readonly type: 'step_completed';
      readonly step: string;
      /** What it made. */
      readonly made: unknown;
      /** The step that follows. */
      readonly next: string | undefined;
    }
  | ({ readonly type: 'step_failed'; readonly next: string | undefined } & WorkflowFailure)
  | { readonly type: 'result'; readonly result: WorkflowResult };
