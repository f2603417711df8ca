import { isLeft } from 'fp-ts/Either';
import type * as t from 'io-ts';
import { of, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import {
  AIResponse,
  IntelligentScanResult,
  type AgentClient,
  type ChatMessage,
  type ChatToolCall,
  type CompletionOptions,
  type ScanOptions,
} from 'smooth-operator-rx/smartflow';

export type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];

export function virtually(test: (helpers: Helpers) => void): void {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run(test);
}

/** What the wire has, as the client gives it. */
function decoded<A>(codec: t.Type<A>, wire: unknown): A {
  const result = codec.decode(wire);
  if (isLeft(result)) throw new Error('Nothing that a client would give');
  return result.right;
}

/** A completion that says something; `null` is what comes beside calls of tools. */
export const says = (content: string | null, ...calls: readonly ChatToolCall[]): AIResponse =>
  decoded(AIResponse, {
    id: 'c1',
    model: 'gpt-4o',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, tool_calls: calls },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
  });

export const call = (name: string, args: unknown, id = 'call-1'): ChatToolCall => ({
  id,
  type: 'function',
  function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
});

export const scanned = (wire: object = {}): IntelligentScanResult =>
  decoded(IntelligentScanResult, wire);

export const BLOCK = scanned({
  has_violations: true,
  risk_score: 0.9,
  recommended_action: 'Block',
  explanation: 'a card number',
  scan_id: 'scan-1',
  regex_violations: [{ violation_type: 'credit_card', severity: 'critical' }],
  ml_violations: [{ kind: 'learned' }],
});

/** A client that answers as it is told, and what it was asked. */
export interface FakeClient extends AgentClient {
  readonly asked: (readonly ChatMessage[])[];
  readonly options: (CompletionOptions | undefined)[];
  readonly scans: { readonly text: string; readonly options: ScanOptions | undefined }[];
}

export function fakeClient({
  answer = () => of(says('Fine.')),
  scan = () => of(scanned()),
  mode = 'gateway',
}: {
  readonly answer?: (messages: readonly ChatMessage[], n: number) => Observable<AIResponse>;
  readonly scan?: (text: string) => Observable<IntelligentScanResult>;
  readonly mode?: 'gateway' | 'direct';
} = {}): FakeClient {
  const client: FakeClient = {
    mode,
    asked: [],
    options: [],
    scans: [],
    chatCompletions: (messages, options) => {
      client.asked.push(messages);
      client.options.push(options);
      return answer(messages, client.asked.length);
    },
    intelligentScan: (text, options) => {
      client.scans.push({ text, options });
      return scan(text);
    },
  };
  return client;
}

/** What each message says, in short: `user: Hi`. */
export const short = (messages: readonly ChatMessage[]): string[] =>
  messages.map(
    ({ role, content }) =>
      `${role}: ${typeof content === 'string' ? content : JSON.stringify(content)}`,
  );
