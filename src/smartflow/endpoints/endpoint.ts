import type * as t from 'io-ts';
import type { Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import { isRecord } from '../../protocol/codec/record';
import type { Dialect } from '../dialect/dialect';
import type { Provider } from '../config';
import type { Answer } from '../http/exchange';
import type { CallOptions, Service } from '../options';
import { Json, many } from '../results/fields';

/** What one call asks for. What is `undefined` is not sent. */
export interface Asked {
  readonly call: CallOptions | undefined;
  /** What fills the `{…}` of the path. */
  readonly params?: Readonly<Record<string, string>>;
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
  | { readonly asks: Provider | 'any'; readonly needs: string }
  /** The client answers by itself. */
  | { readonly tells: 'health' | 'counters' };

/** One row of the table of methods: all that is to be known of one. */
export interface Endpoint<Args extends readonly unknown[], Result> {
  readonly service: Service;
  readonly verb: string;
  /** With `{…}` for what `params` fills. */
  readonly path: string;
  /** The vendor does not document the path, so that `paths` may set it. */
  readonly isInferred?: true;
  readonly direct: Direct;
  readonly accept?: string;
  /** Its results are many. */
  readonly isStream?: true;
  readonly ask: (...args: Args) => Asked;
  /** @defaultValue as JSON */
  readonly read?: (answer: Answer, dialect: Dialect, asked: Asked) => Observable<unknown>;
  /** Makes the result of what was read; a `Misread` says that it cannot be. */
  readonly result: (answer: unknown, asked: Asked, args: Args) => Result;
  /** Which results are worth emitting. @defaultValue all */
  readonly emits?: (result: unknown) => boolean;
}

/** A row for each method. */
export type Endpoints<Methods> = {
  readonly [M in keyof Methods]: Methods[M] extends (
    ...args: infer Args
  ) => Observable<infer Result>
    ? Endpoint<Args, Result>
    : never;
};

/** Why an answer cannot be read. */
export class Misread extends Error {}

/** Reads an answer by a codec, that under a key where the gateway wraps it. */
export function as<A>(codec: t.Type<A>, key?: string): (answer: unknown) => A {
  return (answer) => {
    const decoded = codec.decode(key === undefined ? answer : within(answer, key));
    if (decoded._tag === 'Right') return decoded.right;
    throw new Misread('it is no object');
  };
}

/** Reads a list, bare or under one of the keys; none where there is none. */
export function listOf<A>(item: t.Type<A>, ...keys: string[]): (answer: unknown) => readonly A[] {
  return (answer) => {
    if (typeof answer !== 'object' || answer === null) throw new Misread('it is no list');
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
