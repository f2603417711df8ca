import { inspect } from 'node:util';

/** Shorter ones occur in words that have nothing to do with them. */
const LEAST = 6;

const tokens = new Set<string>();
const told: unknown[] = [];

/** A client is about to show this token to its server. */
export function showing(token: string | undefined): void {
  if (token !== undefined && token.length >= LEAST) tokens.add(token);
}

/** Whoever uses the library, or reads its logs, gets to see this. */
export function seen(value: unknown): void {
  told.push(value);
}

/** Sees whatever a method is given, before it has it. */
export function overhear<M extends string>(
  object: Readonly<Record<M, (...args: never[]) => unknown>>,
  method: M,
): void {
  const original = object[method] as (...args: unknown[]) => unknown;
  Object.defineProperty(object, method, {
    configurable: true,
    writable: true,
    value: (...args: unknown[]) => {
      for (const arg of args) seen(arg);
      return original.apply(object, args);
    },
  });
}

/** Where a token occurs in what was seen since the last time; for `afterEach`. */
export function takeLeaks(): readonly string[] {
  const values = told.splice(0);
  const forms = [...tokens].flatMap((token) => [token, encodeURIComponent(token)]);
  tokens.clear();
  if (forms.length === 0) return [];
  return values
    .map((value) =>
      typeof value === 'string' ? value : inspect(value, { depth: 12, showHidden: true }),
    )
    .filter((text) => forms.some((form) => text.includes(form)));
}
