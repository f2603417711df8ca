import { isLeft } from 'fp-ts/Either';
import { of, type Observable } from 'rxjs';
import {
  ComplianceResult,
  type AIResponse,
  type ChatMessage,
  type CompletionOptions,
  type PolicyOptions,
  type WorkflowClient,
} from 'smooth-operator-rx/smartflow';
import { says } from '../agent/kit';

export { says, virtually } from '../agent/kit';

/** What a check found, as the client gives it. */
export function checked(wire: object = {}): ComplianceResult {
  const result = ComplianceResult.decode(wire);
  if (isLeft(result)) throw new Error('Nothing that a client would give');
  return result.right;
}

export const FOUND = checked({
  compliant: false,
  risk_score: 0.5,
  violations: ['email found'],
  pii_detected: ['email'],
  redacted_content: 'Write to [EMAIL]',
});

/** A client that answers as it is told, and what it was asked. */
export interface FakeClient extends WorkflowClient {
  readonly prompts: string[];
  readonly asked: (readonly ChatMessage[])[];
  readonly options: (CompletionOptions | undefined)[];
  readonly checks: { readonly text: string; readonly options: PolicyOptions | undefined }[];
}

export function fakeClient({
  answer = () => of(says('Fine.')),
  check = () => of(checked()),
}: {
  readonly answer?: (prompt: string, n: number) => Observable<AIResponse>;
  readonly check?: (text: string) => Observable<ComplianceResult>;
} = {}): FakeClient {
  const client: FakeClient = {
    prompts: [],
    asked: [],
    options: [],
    checks: [],
    chatCompletions: (messages, options) => {
      const prompt = messages.at(-1)?.content;
      client.prompts.push(typeof prompt === 'string' ? prompt : '');
      client.asked.push(messages);
      client.options.push(options);
      return answer(client.prompts.at(-1) ?? '', client.prompts.length);
    },
    checkCompliance: (text, options) => {
      client.checks.push({ text, options });
      return check(text);
    },
  };
  return client;
}

/** A client whose models say these texts, one after the other. */
export const saying = (...texts: readonly string[]): FakeClient =>
  fakeClient({ answer: (_, n) => of(says(texts[n - 1] ?? 'Fine.')) });
