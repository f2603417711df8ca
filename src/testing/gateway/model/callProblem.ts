import type { ModelMessage } from './model';

/**
 * What is wrong with the calls of a conversation, as providers see it: each call is answered by the
 * messages right after it, and each answer is one to such a call.
 */
export function callProblem(messages: readonly ModelMessage[]): string | undefined {
  let open = new Set<string>();
  for (const [n, { role, calls = [], callId = '' }] of messages.entries()) {
    if (role === 'tool') {
      if (!open.delete(callId)) return `messages[${n}] answers "${callId}", which was not called.`;
      continue;
    }
    const [unanswered] = open;
    if (unanswered !== undefined) return notAnswered(unanswered, n);
    open = new Set(calls.map(({ id }) => id));
  }
  const [unanswered] = open;
  return unanswered === undefined ? undefined : notAnswered(unanswered, messages.length);
}

const notAnswered = (id: string, before: number) =>
  `The call "${id}" has to be answered right after it, before messages[${before}].`;
