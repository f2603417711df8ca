import type { ChatMessage, ToolCall } from '../../model';
import { tellDetails } from './contactDetails';
import { spell } from './spell';

/**
 * Puts the results of the tools just run into words. `undefined` when the newest message is not a
 * result.
 */
export function tellResults(messages: readonly ChatMessage[]): string | undefined {
  let first = messages.length;
  while (messages[first - 1]?.role === 'tool') first--;
  if (first === messages.length) return undefined;

  const results = messages.slice(first);
  const calls = new Map(messages[first - 1]?.toolCalls?.map((call) => [call.id, call]));
  return results
    .map(({ content, toolCallId = '' }) => {
      const call = calls.get(toolCallId);
      return tellDetails(content, call?.name) ?? tell(content, call);
    })
    .join(' ');
}

function tell(result: string, call: ToolCall | undefined): string {
  const what = spell(call?.name ?? 'it');
  const [, outcome, reason = ''] = /^(Denied by human|Error):\s*(.*)$/s.exec(result) ?? [];
  if (outcome === 'Error') return `I tried “${what}”, but it failed: ${sentence(reason)}`;
  if (outcome !== undefined) return `I did not go on with “${what}”: ${sentence(reason)}`;
  return result === '' ? `Done: “${what}”.` : sentence(inWords(result));
}

/** The result's own words if it has any, else its fields. */
function inWords(result: string): string {
  const value = parsed(result);
  if (typeof value !== 'object' || value === null) return result;
  if ('message' in value && typeof value.message === 'string') return value.message;
  return `The result is: ${Object.entries(value)
    .map(
      ([key, field]) =>
        `${spell(key)} ${typeof field === 'string' ? field : JSON.stringify(field)}`,
    )
    .join(', ')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a result is any text
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
