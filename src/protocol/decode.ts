import { left, right, type Either } from 'fp-ts/Either';
import type * as t from 'io-ts';
import { clientActionCodecs, type ClientAction } from './clientAction';
import { isRecord } from './codec/struct';
import { explain, failure, requestIdIn, type DecodeFailure } from './failure';
import { serverEventCodecs, type ServerEvent } from './serverEvent';

/**
 * Reads a frame that a server sent: its text, or whatever a socket gave instead.
 *
 * Unknown fields pass, and what servers are known to vary in is accepted. The good path looks up
 * one codec and asks it one question; only a frame that fails is explained.
 *
 * @example
 * pipe(decodeServerEvent(text), match((failure) => log(failure.message), (event) => handle(event)));
 */
export const decodeServerEvent: (frame: unknown) => Either<DecodeFailure, ServerEvent> = decoder(
  'type',
  serverEventCodecs as Readonly<Record<string, t.Type<ServerEvent>>>,
);

/** Reads a frame that a client sent; what is optional and wrong is left out, what is required fails. */
export const decodeClientAction: (frame: unknown) => Either<DecodeFailure, ClientAction> = decoder(
  'action',
  clientActionCodecs as Readonly<Record<string, t.Type<ClientAction>>>,
);

function decoder<A>(tagName: 'type' | 'action', byTag: Readonly<Record<string, t.Type<A>>>) {
  // A map, because a tag may be called `constructor`.
  const codecs = new Map<unknown, t.Type<A>>(Object.entries(byTag));
  return (frame: unknown): Either<DecodeFailure, A> => {
    if (typeof frame !== 'string') {
      return left(failure('not_text', { expected: 'a text frame', got: 'a binary frame' }));
    }
    let value: unknown;
    try {
      value = JSON.parse(frame);
    } catch {
      return left(failure('invalid_json', { expected: 'JSON', got: frame }));
    }
    if (!isRecord(value)) {
      return left(failure('not_an_object', { expected: 'a JSON object', got: value }));
    }
    const codec = codecs.get(value[tagName]);
    if (codec === undefined) return left(withoutCodec(tagName, value));
    if (codec.is(value)) return right(value);

    const decoded = codec.decode(value);
    return decoded._tag === 'Right'
      ? decoded
      : left(explain(decoded.left, { tag: value[tagName] as string, ...requestIdOf(value) }));
  };
}

function withoutCodec(tagName: string, value: Readonly<Record<string, unknown>>): DecodeFailure {
  const tag = value[tagName];
  return typeof tag === 'string'
    ? failure(
        'unknown_tag',
        { path: tagName, expected: `a known ${tagName}`, got: tag },
        { tag, ...requestIdOf(value), value },
      )
    : failure('missing_tag', { path: tagName, expected: 'a string', got: tag }, requestIdOf(value));
}

function requestIdOf(value: Readonly<Record<string, unknown>>) {
  const requestId = requestIdIn(value);
  return requestId === undefined ? {} : { requestId };
}
