import { defer, from } from 'rxjs';
import { ModelError, type ChatModel, type ModelOutput } from '../model';
import { tokensOf } from '../text/tokens';

/** What a scripted model says at one call. */
export type ScriptEntry =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'toolCall';
      readonly name: string;
      readonly arguments: Readonly<Record<string, unknown>>;
    };

const USAGE = { kind: 'usage', promptTokens: 10, completionTokens: 5 } as const;

/**
 * A model that says what it was told, for tests: each call takes the next entry, whichever turn or
 * connection it is from, and reports a usage of 10 and 5 tokens. A call past the end of the script
 * ends its turn with `INTERNAL_ERROR`.
 *
 * @example
 * ```ts
 * scriptedModel([
 *   { kind: 'toolCall', name: 'issue_refund', arguments: { orderId: '1234', amount: 25.5 } },
 *   { kind: 'text', text: 'Your refund is on its way.' },
 * ]);
 * ```
 */
export function scriptedModel(script: readonly ScriptEntry[]): ChatModel {
  let calls = 0;
  return {
    name: 'scripted',
    complete: () =>
      defer(() => {
        const call = ++calls;
        const entry = script[call - 1];
        if (!entry) {
          throw new ModelError(
            `The scripted model was called ${call} times and its script has ${script.length} entries.`,
          );
        }
        return from([...spoken(entry, call), USAGE]);
      }),
  };
}

function spoken(entry: ScriptEntry, call: number): ModelOutput[] {
  return entry.kind === 'text'
    ? tokensOf(entry.text).map((text) => ({ kind: 'token', text }))
    : [{ ...entry, id: `call-${call}` }];
}
