interface Step {
  /** What others call it: letters, digits, `-` and `_`. */
  readonly name: string;
  /** The step that goes on when this one fails; it finds why in `{error.message}`. @defaultValue none: the workflow ends */
  readonly onError?: string;
}

interface StepWithNext extends Step {
  /** The step that follows: one at most, for a choice is a `condition`. @defaultValue none: the workflow ends */
  readonly nextSteps?: readonly string[];
}

/** Asks a model. What it makes is the text of the answer, which becomes `output`. */
export interface ChatStep extends StepWithNext {
  readonly action: 'chat';
  readonly config?: {
    /** A template. @defaultValue '{input}' */
    readonly prompt?: string;
    /** A template; goes before the prompt. @defaultValue none */
    readonly systemPrompt?: string;
    /** @defaultValue the client's `defaultModel` */
    readonly model?: string;
    /** @defaultValue 0.7 */
    readonly temperature?: number;
    /** The longest answer, in tokens. @defaultValue the model's */
    readonly maxTokens?: number;
  };
}

/** Holds a text against the rules of a policy. What it makes is the `ComplianceResult`; `output` stays. */
export interface ComplianceStep extends StepWithNext {
  readonly action: 'compliance_check';
  readonly config?: {
    /** A template. @defaultValue '{output}', or '{input}' before there is any */
    readonly content?: string;
    /** @defaultValue 'enterprise_standard' */
    readonly policy?: string;
    /** Whether a violation fails the step, with `ComplianceError`. @defaultValue false */
    readonly block?: boolean;
  };
}

/** Chooses the step that follows. What it makes is the case that was met, or `null`; `output` stays. */
export interface ConditionStep extends Step {
  readonly action: 'condition';
  readonly config: {
    /** What is looked at, such as `steps.check.has_violations`. @defaultValue 'output' */
    readonly field?: string;
    /** The step for each case. */
    readonly cases: Readonly<Record<string, string>>;
    /** The step for anything else. @defaultValue none: the workflow ends */
    readonly default?: string;
  };
}

export type WorkflowStep = ChatStep | ComplianceStep | ConditionStep;

/** The steps that may follow, when nothing fails. */
export function successorsOf(step: WorkflowStep): readonly string[] {
  if (step.action !== 'condition') return step.nextSteps ?? [];
  const { cases, default: otherwise } = step.config;
  return [...Object.values(cases), ...(otherwise === undefined ? [] : [otherwise])];
}
