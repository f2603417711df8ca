import type { ChatMessage, ModelOutput } from '../../model';
import type { ToolSpec } from '../../tools';
import { stem, words } from '../../text/terms';
import { readArguments } from './readArguments';
import { spell } from './spell';

const REQUEST =
  /\bplease\b|^\W*(?:can|could|will|would) you\b|\bi(?:'d| would)? (?:like|need|want)\b/i;
const QUESTION =
  /^\W*(?:and |but |so )?(?:are|did|do|does|how|is|was|were|what|when|where|which|who|why)\b/i;
const POLITENESS = /^\W*(?:(?:and|hey|hi|hello|now|ok|okay|so|then|yes)\b\W*)*/i;

/** Verbs that many tools' names begin with: by themselves they ask for none of them. */
const PLAIN_VERBS: ReadonlySet<string> = new Set(
  [
    'call',
    'create',
    'do',
    'fetch',
    'get',
    'give',
    'issue',
    'make',
    'open',
    'perform',
    'run',
    'send',
    'set',
  ].map(stem),
);
const STILL_NEED = 'I still need';

/**
 * The call that the newest message plainly asks for; a question for the arguments it lacks; or
 * `undefined` when it asks for none. The answer to such a question is read together with the
 * request it belongs to.
 */
export function requestedCall(
  messages: readonly ChatMessage[],
  tools: readonly ToolSpec[],
): ModelOutput | string | undefined {
  const request = requestIn(messages);
  const tool = tools.find((tool) => asksFor(request, tool));
  if (!tool) return undefined;

  const read = readArguments(request, tool);
  const missing = (tool.parameters.required ?? []).filter((name) => !(name in read));
  if (missing.length > 0) {
    return `To go on with “${spell(tool.name)}” ${STILL_NEED} the ${missing.map(spell).join(' and the ')}.`;
  }
  return { kind: 'toolCall', id: `call-${messages.length}`, name: tool.name, arguments: read };
}

/** The newest user message; if it answers a question for more, with the request it completes. */
function requestIn(messages: readonly ChatMessage[]): string {
  const newest = messages.at(-1)?.content ?? '';
  if (newest.trim().endsWith('?')) return newest;

  const parts: string[] = [];
  for (const { role, content } of [...messages].reverse()) {
    if (role === 'user') parts.unshift(content);
    else if (role !== 'assistant' || !content.includes(STILL_NEED)) break;
  }
  return parts.join('\n');
}

function asksFor(request: string, { name, parameters }: ToolSpec): boolean {
  if (request.includes(name)) return true;

  const said = words(request.replace(POLITENESS, '')).map(stem);
  const inName = words(spell(name)).map(stem);
  const isRequest = REQUEST.test(request) || inName.includes(said[0] ?? '');
  if (!isRequest || QUESTION.test(request)) return false;

  // `order` in `cancel_order` names what it works on, and any other tool may too.
  const inParameters = new Set(
    Object.keys(parameters.properties).flatMap((key) => words(spell(key)).map(stem)),
  );
  const telling = inName.filter((word) => !PLAIN_VERBS.has(word) && !inParameters.has(word));
  return (telling.length > 0 ? telling : inName).every((word) => said.includes(word));
}
