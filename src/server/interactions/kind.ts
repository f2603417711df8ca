import type { JsonObject } from '../../protocol';
import type { Session } from '../store';
import type { ToolArguments, ToolParameters } from '../tools';

/**
 * A kind of card that the agent can ask somebody to fill in, as one module: everything that differs
 * from kind to kind, and nothing of how a turn waits.
 *
 * The model calls `request_<kind>`. A client that declared the capability shows the card, and the
 * turn waits for it. Where none did, the model asks in its own words, and hands in what it was told
 * with the tool `submit_interaction`. Both ways end in `check`.
 *
 * @example
 * ```ts
 * const rating: InteractionKind<{ max: number }, { stars: number }> = {
 *   kind: 'rating',
 *   capability: 'rating_stars',
 *   description: 'Asks the user for a rating.',
 *   parameters: { type: 'object', properties: { max: { type: 'integer' } } },
 *   read: ({ max }) => ({ max: typeof max === 'number' ? max : 5 }),
 *   check: ({ stars }, { max }) =>
 *     typeof stars === 'number' && stars >= 1 && stars <= max
 *       ? { values: { stars } }
 *       : { errors: [{ field: 'stars', message: `must be from 1 to ${max}` }] },
 *   instructions: ({ max }) => `Ask for a rating from 1 to ${max}, as values.stars.`,
 * };
 * startServer({ interactions: [rating] });
 * ```
 */
export interface InteractionKind<Spec extends object = object, Values extends object = object> {
  /** Names the kind on the wire, and its tool. */
  readonly kind: string;
  /** What a client that can show the card declares in `supports`. */
  readonly capability: string;
  /** What the model is told `request_<kind>` does. */
  readonly description: string;
  /** What the tool takes; every kind also takes a `reason`, which the user is shown. */
  readonly parameters: ToolParameters;
  /**
   * What the card asks, from the arguments of the model.
   *
   * @throws an Error that says what is wrong with them, which the model is told
   */
  read(args: ToolArguments): Spec;
  /**
   * Checks what was filled in, however odd it is. The values that come out are those the agent
   * works with, and checking them again gives the same.
   */
  check(values: JsonObject, spec: Spec): Checked<Values>;
  /** How the model asks for the same without a card, and which values it hands in. */
  instructions(spec: Spec): string;
  /**
   * What the session learns of its user.
   * @defaultValue nothing
   */
  stamp?(values: Values): SessionStamp;
}

/** The values as they are kept, or what is wrong with them: every field at once, and at least one. */
export type Checked<Values> =
  { readonly values: Values } | { readonly errors: readonly FieldError[] };

/** A field, and what is wrong with it in the words that follow its name. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** What a card can tell of the user. */
export type SessionStamp = Pick<Session, 'userName' | 'contactEmail' | 'contactPhone'>;
