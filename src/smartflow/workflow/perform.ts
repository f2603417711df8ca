import { defer, map, mergeMap, of, type Observable } from 'rxjs';
import type { SmartflowClient } from '../client';
import { ComplianceError, ValidationError } from '../errors';
import type { ChatMessage, CompletionOptions } from '../methods/ai';
import type { CallOptions } from '../options';
import { settled } from '../settled';
import { withoutUndefined } from '../withoutUndefined';
import { lookUp, type Context } from './context';
import type { CostOf } from './cost';
import { matchCase } from './matchCase';
import type { ChatStep, ComplianceStep, ConditionStep, WorkflowStep } from './step';
import { render } from './template';

/** What a workflow needs of a client. */
export type WorkflowClient = Pick<SmartflowClient, 'chatCompletions' | 'checkCompliance'>;

/** What a step has to do its work with. */
export interface Means {
  readonly client: WorkflowClient;
  readonly costOf: CostOf | undefined;
  /** Whom the gateway logs it for. */
  readonly identity: Pick<CallOptions, 'userId' | 'conversationId'>;
}

/** What a step has done. */
export interface Done {
  readonly made: unknown;
  /** The new `output`, where it has written any. */
  readonly text?: string;
  readonly next: string | undefined;
  readonly tokens?: number;
  /** Absent where nothing has to be paid, `undefined` where nobody knows. */
  readonly costCents?: number | undefined;
}

/** Does what a step is for. */
export function perform(step: WorkflowStep, context: Context, means: Means): Observable<Done> {
  return defer(() => {
    if (step.action === 'chat') return chat(step, context, means);
    return step.action === 'condition' ? of(choose(step, context)) : check(step, context, means);
  });
}

function chat(
  { config = {}, nextSteps = [] }: ChatStep,
  context: Context,
  { client, costOf, identity }: Means,
): Observable<Done> {
  const { prompt = '{input}', systemPrompt = '', model, temperature, maxTokens } = config;
  const system = render(systemPrompt, context);
  const messages: ChatMessage[] = [
    ...(system === '' ? [] : [{ role: 'system', content: system } as const]),
    { role: 'user', content: render(prompt, context) },
  ];
  let requestId: string | undefined;
  const onResponse: CallOptions['onResponse'] = (response) => {
    requestId = response.requestId;
  };
  const options: CompletionOptions = { model, temperature, maxTokens, ...identity, onResponse };
  return client.chatCompletions(messages, withoutUndefined(options)).pipe(
    mergeMap((response) =>
      settled(costOf?.({ response, requestId })).pipe(
        map((costCents) => ({
          made: response.content,
          text: response.content,
          next: nextSteps[0],
          tokens: response.usage.total_tokens,
          costCents,
        })),
      ),
    ),
  );
}

function check(
  { name, config = {}, nextSteps = [] }: ComplianceStep,
  context: Context,
  { client, identity }: Means,
): Observable<Done> {
  const { policy, block = false } = config;
  const content = config.content ?? (context.output === null ? '{input}' : '{output}');
  return client
    .checkCompliance(render(content, context), withoutUndefined({ policy, ...identity }))
    .pipe(
      mergeMap((result) => {
        const { has_violations, violations, compliance_score } = result;
        if (!block || !has_violations) return of({ made: result, next: nextSteps[0] });
        throw new ComplianceError(
          `Step "${name}" found, for compliance: ${violations.join(', ')}`,
          {
            code: 'BLOCKED',
            violations,
            riskScore: (100 - compliance_score) / 100,
            body: result,
          },
        );
      }),
    );
}

function choose({ name, config }: ConditionStep, context: Context): Done {
  const { field = 'output', cases, default: otherwise } = config;
  const value = lookUp(context, field);
  if (value !== null && !isPlain(value)) {
    throw new ValidationError(
      `Step "${name}" cannot choose by "${field}": it has parts; name one of them`,
      { code: 'INVALID_FIELD' },
    );
  }
  const met = value === null ? undefined : matchCase(String(value), Object.keys(cases));
  return { made: met ?? null, next: met === undefined ? otherwise : cases[met] };
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
