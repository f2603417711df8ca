import { lookUp, type Context } from './context';

/** Braces around a path: a name, and what of it. A literal, for what is computed stays in every bundle. */
const VARIABLE = /(\{{1,3})([\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*)(\}{1,3})/gu;

/**
 * A template with its variables filled in. In one pass: braces in what is filled in stay as they are.
 *
 * | written        | becomes                                                            |
 * | -------------- | ------------------------------------------------------------------ |
 * | `{steps.a.b}`  | text as it is, `null` as nothing, anything else as JSON            |
 * | `{{name}}`     | `{name}`                                                           |
 * | `{{{name}}}`   | what `{name}` becomes, in braces                                   |
 * | `{"a": {}}`    | itself, as whatever is no name in braces                           |
 *
 * @throws ValidationError for a variable that is not there
 */
export function render(template: string, context: Context): string {
  return template.replace(VARIABLE, (_, open: string, path: string, close: string) => {
    const depth = depthOf(open, close);
    const filledIn = depth === 2 ? path : textOf(lookUp(context, path));
    const whole = depth === 1 ? filledIn : `{${filledIn}}`;
    return open.slice(depth) + whole + close.slice(depth);
  });
}

/** The variables of a template. */
export function variablesIn(template: string): string[] {
  return Array.from(template.matchAll(VARIABLE), ([, open = '', path = '', close = '']) =>
    depthOf(open, close) === 2 ? '' : path,
  ).filter(Boolean);
}

/** Whether a template could tell a step of this name. */
export function isName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name);
}

/** How many braces belong together; one that has no other stays. */
function depthOf(open: string, close: string): number {
  return Math.min(open.length, close.length);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
