import { isRecord } from '../../protocol/codec/record';
import { ValidationError } from '../errors';

/** What went wrong last, for the step that goes on from there. */
interface Trouble {
  readonly step: string;
  readonly message: string;
  readonly code: string | null;
  readonly violations: readonly unknown[];
}

/** What templates and conditions see: the keys of the input, and these. */
export interface Context {
  readonly [key: string]: unknown;
  /** The last text that a model has written. */
  output: string | null;
  /** What each step has made. */
  readonly steps: Record<string, unknown>;
  error: Trouble | null;
}

const OWN = ['output', 'steps', 'error'];

/** @throws ValidationError for what is neither a text nor an object, and for names that are taken */
export function contextOf(input: unknown): Context {
  const given = typeof input === 'string' ? { input } : input;
  if (!isRecord(given)) throw invalid('The input of a workflow is a text or an object');
  const taken = OWN.find((name) => Object.hasOwn(given, name));
  if (taken !== undefined) throw invalid(`The workflow itself has "${taken}"; name it otherwise`);
  // Without a prototype, a step may be called `__proto__`.
  const steps = Object.create(null) as Record<string, unknown>;
  return { ...given, output: null, steps, error: null };
}

/**
 * What a dotted path leads to, through own properties alone.
 *
 * @throws ValidationError when it leads nowhere
 */
export function lookUp(context: Context, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name)
          ? (at as Readonly<Record<string, unknown>>)[name]
          : undefined,
      context,
    );
  if (value !== undefined) return value;
  throw new ValidationError(`There is no "${path}" among ${Object.keys(context).join(', ')}`, {
    code: 'UNKNOWN_VARIABLE',
  });
}

const invalid = (told: string) => new ValidationError(told, { code: 'INVALID_ARGUMENT' });
