import { lookUp, NAME, type Context } from './context';

const PATH = String.raw`${NAME}(?:\.[\p{L}\p{N}_-]+)*`;
const VARIABLE = new RegExp(
  String.raw`\{\{\{(${PATH})\}\}\}|\{(\{${PATH}\})\}|\{(${PATH})\}`,
  'gu',
);

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
  return template.replace(
    VARIABLE,
    (_, braced: string | undefined, literal: string | undefined, path: string | undefined) => {
      if (literal !== undefined) return literal;
      return braced === undefined
        ? textOf(lookUp(context, path ?? ''))
        : `{${textOf(lookUp(context, braced))}}`;
    },
  );
}

/** The variables of a template. */
export function variablesIn(template: string): string[] {
  return Array.from(
    template.matchAll(VARIABLE),
    ([, braced, , path]) => braced ?? path ?? '',
  ).filter(Boolean);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
