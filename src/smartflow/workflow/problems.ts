import { isRecord } from '../../protocol/codec/record';
import { ValidationError } from '../errors';
import { successorsOf, type WorkflowStep } from './step';
import { isName, variablesIn } from './template';

const ACTIONS: ReadonlySet<string> = new Set(['chat', 'compliance_check', 'condition']);

/**
 * Looks at all steps before the first one runs.
 *
 * @throws ValidationError that tells everything that is wrong with them
 */
export function demandSound(workflow: string, steps: ReadonlyMap<string, WorkflowStep>): void {
  const problems =
    steps.size === 0 ? ['it has no steps'] : [...steps.values()].flatMap(problemsWith(steps));
  if (problems.length === 0) return;
  throw new ValidationError(`${workflow} cannot run: ${problems.join('; ')}`, {
    code: 'INVALID_WORKFLOW',
    details: { problems },
  });
}

const problemsWith =
  (steps: ReadonlyMap<string, WorkflowStep>) =>
  (step: WorkflowStep): string[] => {
    const told = (problem: string) => `step "${step.name}" ${problem}`;
    if (!isName(step.name)) return [told('has a name that no template could tell')];
    // From JavaScript, or a file, anything may come.
    if (!ACTIONS.has(step.action)) return [told(`has the unknown action "${step.action}"`)];
    if (step.action === 'condition' && !isRecord((step as Partial<typeof step>).config?.cases)) {
      return [told('has no cases')];
    }
    const { nextSteps = [] } = step as { readonly nextSteps?: readonly string[] };
    const targets = [...successorsOf(step), ...(step.onError === undefined ? [] : [step.onError])];
    return [
      ...(nextSteps.length > 1 ? [told('has several nextSteps; a condition would choose')] : []),
      ...(step.action === 'condition' && nextSteps.length > 0
        ? [told('has nextSteps beside its cases')]
        : []),
      ...new Set(
        targets
          .filter((name) => !steps.has(name))
          .map((name) => told(`leads to "${name}", which is not there`)),
      ),
      ...stepsNamedBy(step)
        .filter((name) => !steps.has(name))
        .map((name) => told(`looks at "steps.${name}", which is not there`)),
    ];
  };

/** The steps whose results a step looks at. */
function stepsNamedBy(step: WorkflowStep): string[] {
  const {
    prompt = '',
    systemPrompt = '',
    content = '',
    field = '',
  } = { ...step.config } as Record<string, string | undefined>;
  return [...[prompt, systemPrompt, content].flatMap(variablesIn), field].flatMap((path) => {
    const [first, name] = path.split('.');
    return first === 'steps' && name !== undefined ? [name] : [];
  });
}
