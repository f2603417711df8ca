import type { ToolArguments, ToolParameter, ToolSpec } from '../../tools';
import { words } from '../../text/terms';
import { spell } from './spell';

const NUMBER = '-?\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const MONEY = new RegExp(
  `[$€£]\\s?(${NUMBER})|(${NUMBER})\\s?(?:[$€£](?!\\s?\\d)|(?:dollars?|euros?|pounds?|usd|eur|gbp)\\b)`,
  'i',
);
const LONE_NUMBER = new RegExp(`(?<![\\w-])${NUMBER}(?!\\w)`, 'g');
const MONEY_NAME = /\b(?:amount|cost|price|sum|total)\b/;
const FORMATS: Readonly<Record<string, RegExp>> = {
  email: /[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+/,
  uri: /https?:\/\/[^\s<>"]+[^\s<>".,;!?)]/,
  date: /\b\d{4}-\d{2}-\d{2}\b/,
  uuid: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i,
};
const IDENTIFIER_ENDING = /\s?\b(?:code|id|key|no|nr|number)$/;

/** Text that arguments are read from. What one parameter has taken is gone for the next. */
class Source {
  constructor(public text: string) {}

  take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.text);
    const value = found?.slice(1).find(Boolean) ?? found?.[0];
    if (found)
      this.text = `${this.text.slice(0, found.index)} ${this.text.slice(found.index + found[0].length)}`;
    return value;
  }
}

/**
 * Reads a tool's arguments from a message: by what the schema says of each (its values, pattern,
 * format, type), and by its name standing before the value ("order 1234" for `orderId`). What
 * cannot be read is left out; an optional parameter is never guessed.
 */
export function readArguments(message: string, { name, parameters }: ToolSpec): ToolArguments {
  const source = new Source(message.replaceAll(name, ' ').replace(/\s+/g, ' '));
  const required = new Set(parameters.required ?? []);
  const read: Record<string, unknown> = {};

  const readAll = (reader: (parameter: ToolParameter, key: string) => unknown) => {
    for (const [key, parameter] of Object.entries(parameters.properties)) {
      const value = key in read ? undefined : reader(parameter, key);
      if (value !== undefined) read[key] = value;
    }
  };
  // What is sure comes first, so that a guess cannot take it away.
  readAll((parameter, key) => telling(source, parameter, key));
  readAll((parameter, key) => labelled(source, parameter, key));
  readAll((parameter, key) =>
    required.has(key) ? onlyCandidate(source, parameter, name) : undefined,
  );
  return read;
}

/** A value that its own shape gives away. */
function telling(source: Source, parameter: ToolParameter, key: string): unknown {
  const { enum: values, format = '', type, items } = parameter;
  const isSaid = (value: unknown) =>
    source.take(new RegExp(`\\b${escape(String(value))}\\b`, 'i')) !== undefined;
  if (values) return values.find(isSaid);
  // A keyword that the type of a parameter leaves open.
  const each = (items as ToolParameter | undefined)?.enum;
  if (type === 'array' && Array.isArray(each)) {
    const said = each.filter(isSaid);
    return said.length > 0 ? said : undefined;
  }
  const ofFormat = FORMATS[format] ?? FORMATS[spell(key).split(' ').at(-1) ?? ''];
  if (ofFormat) return source.take(ofFormat);
  if (isNumeric(type) && MONEY_NAME.test(spell(key))) return numberIn(source.take(MONEY), type);
  return undefined;
}

/** A value that stands behind the parameter's name. */
function labelled(source: Source, parameter: ToolParameter, key: string): unknown {
  const { pattern, type } = parameter;
  const name = spell(key);
  const label = name.replace(IDENTIFIER_ENDING, '') || name;
  const before = `\\b${escape(label)}(?:\\s+(?:code|id|key|no|nr|number))?(?:\\s+(?:is|of|to))?\\s*[:=#]*\\s*`;

  if (type === 'boolean') {
    const said = source.take(new RegExp(`(?:\\b(?:no|not|without)\\s+)?${before}`, 'i'));
    return said === undefined ? undefined : !/^(?:no|not|without)\b/i.test(said);
  }
  if (isNumeric(type))
    return numberIn(source.take(new RegExp(`${before}[$€£]?\\s?(${NUMBER})`, 'i')), type);
  if (!isFreeText(parameter)) return undefined;
  if (pattern !== undefined) {
    const value = source.take(new RegExp(`${before}(${bare(pattern)})(?![\\p{L}\\p{N}])`, 'iu'));
    // The name may be written in any case, the value only as the pattern has it.
    return value !== undefined && new RegExp(pattern, 'u').test(value) ? value : undefined;
  }
  // An identifier has a digit in it; of any other text the name's next word is a fair reading.
  const value = IDENTIFIER_ENDING.test(name)
    ? '[\\w-]*\\d[\\w-]*'
    : '[\\p{L}\\p{N}][\\p{L}\\p{N}_-]*';
  return source.take(new RegExp(`${before}(?:"([^"]+)"|(${value}))`, 'iu'));
}

/** The one thing left in the message that the parameter can be. */
function onlyCandidate(source: Source, parameter: ToolParameter, tool: string): unknown {
  const { pattern, type } = parameter;
  if (isNumeric(type)) {
    const numbers = source.text.match(LONE_NUMBER) ?? [];
    return numbers.length === 1
      ? numberIn(source.take(new RegExp(LONE_NUMBER, '')), type)
      : undefined;
  }
  if (!isFreeText(parameter)) return undefined;
  if (pattern !== undefined) {
    const alone = `(?<![\\p{L}\\p{N}.,])${bare(pattern)}(?![\\p{L}\\p{N}]|[.,]\\d)`;
    return source.take(new RegExp(alone, 'u'));
  }
  const quoted = source.take(/"([^"]+)"|“([^”]+)”/);
  if (quoted !== undefined) return quoted;
  const place = source.take(
    /\b(?:about|at|for|in|of|to)\s+(?:the\s+)?([^?!]+?)(?:\s+please)?[.?!]*\s*$/i,
  );
  return place !== undefined && !words(spell(tool)).includes(place.toLowerCase())
    ? place
    : undefined;
}

/** Whether any text will do, as far as the schema says. */
function isFreeText({ type = 'string', enum: values, format = '' }: ToolParameter): boolean {
  return type === 'string' && values === undefined && FORMATS[format] === undefined;
}

function isNumeric(type: string | undefined): boolean {
  return type === 'number' || type === 'integer';
}

function numberIn(text: string | undefined, type: string | undefined): number | undefined {
  const value = text === undefined ? NaN : Number(text.replaceAll(',', ''));
  return Number.isFinite(value) && (type === 'number' || Number.isInteger(value))
    ? value
    : undefined;
}

/** A schema's pattern, to be found within a text. */
function bare(pattern: string): string {
  return `(?:${pattern.replace(/^\^/, '').replace(/\$$/, '')})`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+');
}
