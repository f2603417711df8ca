import {
  IDENTITY_INTAKE,
  IdentityIntakeSpec,
  IdentityIntakeValues,
  JsonObject,
} from '../../../protocol';
import type { ChatMessage, ModelOutput, ToolCall } from '../../model';
import type { ToolSpec } from '../../tools';
import { spell } from './spell';

const RAISE = `request_${IDENTITY_INTAKE}`;
const SUBMIT = 'submit_interaction';

const WANTS_CONTACT =
  /\b(?:call|contact|e-?mail|phone|reach|ring|text) me\b|\bget back to me\b|\b(?:give|leave|share|take) (?:you )?my (?:contact|details|e-?mail|name|number|phone)\b/i;
const QUESTION = /^\W*(?:are|did|do|does|how|is|was|what|when|where|which|who|why)\b/i;
const BY_PHONE = /\b(?:call|number|phone|ring|text)\b/i;
const BY_EMAIL = /\be-?mail\b/i;
const WOULD_RATHER_NOT = /^\W*(?:no\b|nope\b|never ?mind\b|skip\b|i(?:'d| would) rather not\b)/i;

// What repeats is bounded or told apart, so that no message makes the search take long.
const EMAIL = /[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}/;
const PHONE = /\+?\(?\d[\d\s().-]{5,20}\d/;
const NAMED =
  /\b(?:[Nn]ame(?: is|:)|I am|I[’']m|[Tt]his is)\s+(\p{L}[\p{L}’'-]*(?: \p{Lu}[\p{L}’'-]*){0,3})/u;
const NAME_ALONE =
  /^[^\p{L}\p{N}]{0,20}(\p{Lu}[\p{L}’'-]*(?: \p{Lu}[\p{L}’'-]*){0,3})[^\p{L}\p{N}]{0,20}$/u;

/** What every question for details has in it, so that the next message is read as their answer. */
const ASKS = 'Please tell me your';
const ASKS_AGAIN = `${ASKS} details again.`;

/**
 * Asks for the user's contact details when they want to be contacted; and, where no card could be
 * shown, hands in those that the newest message answers with. `undefined` when neither is the case.
 */
export function contactDetails(
  messages: readonly ChatMessage[],
  tools: readonly ToolSpec[],
): ModelOutput | undefined {
  const offers = (name: string) => tools.some((tool) => tool.name === name);
  if (!offers(RAISE)) return undefined;
  const call = (name: string, args: ToolCall['arguments']): ModelOutput => ({
    kind: 'toolCall',
    id: `call-${messages.length}`,
    name,
    arguments: args,
  });

  const newest = messages.at(-1)?.content ?? '';
  const told = toldSinceAsked(messages);
  if (told !== undefined && offers(SUBMIT) && !newest.trim().endsWith('?')) {
    return call(SUBMIT, {
      kind: IDENTITY_INTAKE,
      ...(WOULD_RATHER_NOT.test(newest) ? { declined: true } : { values: detailsIn(told) }),
    });
  }
  if (!WANTS_CONTACT.test(newest) || QUESTION.test(newest)) return undefined;
  return call(RAISE, { fields: fieldsFor(newest), reason: 'so that we can get back to you' });
}

/** What came of it, in words. `undefined` when it is not the result of such a call. */
export function tellDetails(result: string, name: string | undefined): string | undefined {
  if (name !== RAISE && name !== SUBMIT) return undefined;
  const wrong = /^Error:\s*(.*)$/s.exec(result)?.[1];
  if (wrong !== undefined) return `That does not do yet: ${wrong} ${ASKS_AGAIN}`;

  const { mode, status, spec, values } = parsed(result);
  if (mode === 'conversational' && IdentityIntakeSpec.is(spec)) {
    return `${ASKS} ${listed(spec.fields.map(({ key }) => key))}.`;
  }
  if (status === 'submitted' && IdentityIntakeValues.is(values)) {
    const thanks = values.name === undefined ? 'Thank you' : `Thank you, ${values.name}`;
    return `${thanks}. I have noted your ${listed(Object.keys(values))}.`;
  }
  return status === 'declined' || status === 'no_response'
    ? 'All right, we go on without your details.'
    : undefined;
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return JsonObject.is(value) ? value : {};
  } catch {
    return {}; // the tool may be the host's, and its result is any text
  }
}

/** The user's messages since the agent asked for details, if it still waits for them. */
function toldSinceAsked(messages: readonly ChatMessage[]): string | undefined {
  const told: string[] = [];
  for (const { role, content } of [...messages].reverse()) {
    if (role === 'user') told.unshift(content);
    else if (role !== 'assistant' || !content.includes(ASKS)) break;
    else if (!content.includes(ASKS_AGAIN)) return told.join('\n');
  }
  return undefined;
}

function fieldsFor(message: string): readonly object[] {
  const byPhone = BY_PHONE.test(message);
  const byEmail = BY_EMAIL.test(message) || !byPhone;
  return [
    { key: 'name', required: true },
    { key: 'email', required: byEmail },
    { key: 'phone', required: byPhone },
  ].filter(({ key, required }) => required || key === 'phone');
}

/** What the lines hold; of two the later, which may correct the earlier. */
function detailsIn(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').reverse();
  const [email, withoutEmail] = taken(EMAIL, lines);
  const [phone, rest] = taken(PHONE, withoutEmail);
  const [named] = taken(NAMED, rest);
  const [alone] = taken(NAME_ALONE, rest);
  const name = named ?? alone;
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
  };
}

/** The first that is found, and the lines cut at all that are. */
function taken(
  pattern: RegExp,
  lines: readonly string[],
): readonly [found: string | undefined, rest: readonly string[]] {
  const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
  const rest = lines.flatMap((line) => line.split(pattern)).flatMap((part) => part.split(/[,;]/));
  return [found?.[1] ?? found?.[0], rest];
}

function listed(names: readonly string[]): string {
  const last = names.slice(-1).map(spell);
  return [names.slice(0, -1).map(spell).join(', '), ...last].filter(Boolean).join(' and ');
}
