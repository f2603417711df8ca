import type * as t from 'io-ts';
import type { Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import { isRecord } from '../../protocol/codec/record';
import type { Provider } from '../config';
import type { Counters } from '../counters';
import type { Dialect } from '../dialect/dialect';
import type { Answer } from '../http/exchange';
import type { CallOptions, Service } from '../options';
import { Json, many } from '../results/fields';

/** What one call asks for. What is `undefined` is not sent. */
export interface Asked {
  readonly call: CallOptions;
  /** What fills the `{…}` of the path. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: JsonObject | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON, unless it is a form already. */
  readonly body?: unknown;
  readonly form?: Form;
  /** What the answer names the request by, where several may come. */
  readonly id?: string;
}

/** A form with a file. */
export interface Form {
  readonly file: Blob | Uint8Array | ReadableStream<Uint8Array>;
  readonly filename: string;
  readonly fields: JsonObject;
}

/** What becomes of a call in direct mode. */
type Direct =
  /** It needs the gateway, and is called so in the error. */
  | { readonly needs: string }
  /** A provider is asked: this one, or that of the model. */
  | { readonly asks: Provider | 'any' }
  /** The client answers by itself. */
  | { readonly tells: (counters: Counters) => JsonObject };

/**
 * One row of the table of methods: all that is to be known of one.
 *
 * A method takes arguments, which `takes` names as the wire does, and then its options. Options go
 * to the wire by the same names in snake case, those that are left out as `defaults` has them. What
 * the path has a `{…}` for fills it; the rest is the query of a GET, the body of a POST.
 */
export interface Endpoint<Result> {
  readonly service: Service;
  readonly verb: string;
  readonly path: string;
  /** The vendor does not document the path, so that `paths` may set it. */
  readonly isInferred?: true;
  readonly takes?: readonly string[];
  readonly defaults?: JsonObject;
  readonly direct: Direct;
  /** Its results are many. */
  readonly isStream?: true;
  /** What is asked for with what the wire is told, where that is not all. */
  readonly ask?: (
    wire: JsonObject,
    call: CallOptions,
    params: Readonly<Record<string, string>>,
  ) => Omit<Asked, 'call'>;
  /** @defaultValue as JSON */
  readonly read?: (answer: Answer, dialect: Dialect, asked: Asked) => Observable<unknown>;
  /**
   * Makes the result of what was read, or throws why it cannot be.
   * @defaultValue what was read
   */
  readonly result?: ((answer: unknown, asked: Asked) => Result) | undefined;
}

/** A row for each method. */
export type Endpoints<Methods> = {
  readonly [M in keyof Methods]: Methods[M] extends (...args: never[]) => Observable<infer Result>
    ? Endpoint<Result>
    : never;
};

/** Reads an answer by a codec, that under a key where the gateway wraps it. */
export function as<A>(codec: t.Type<A>, key?: string): (answer: unknown) => A {
  return (answer) => {
    const decoded = codec.decode(key === undefined ? answer : within(answer, key));
    if (decoded._tag === 'Right') return decoded.right;
    throw new Error('it is no object');
  };
}

/** Reads a list, bare or under one of the keys; none where there is none. */
export function listOf<A>(item: t.Type<A>, ...keys: string[]): (answer: unknown) => readonly A[] {
  return (answer) => {
    if (typeof answer !== 'object') throw new Error('it is no list');
    return as(many(item))(keys.reduce<unknown>(within, answer));
  };
}

/** Any JSON object; an empty one when the gateway says that it has none. */
export function raw(answer: unknown): JsonObject {
  return as(Json)(answer ?? {});
}

function within(u: unknown, key: string): unknown {
  return isRecord(u) && (u[key] ?? undefined) !== undefined ? u[key] : u;
}
