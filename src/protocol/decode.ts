import { left, right, type Either } from './either';
import type * as t from 'io-ts';
import { clientActionCodecs, type ClientAction } from './clientAction';
import { isRecord } from './codec/record';
import { StreamChunk } from './event/streamChunk';
import { StreamReasoning } from './event/streamReasoning';
import { StreamToken } from './event/streamToken';
import {
  explain,
  invalidJson,
  noSuchTag,
  notAnObject,
  notText,
  requestIdOf,
  type DecodeFailure,
} from './failure';
import { serverEventCodecs, type ServerEvent } from './serverEvent';

// Maps: a tag such as `constructor` would find something on an object.
const events = new Map<unknown, t.Mixed>(Object.entries(serverEventCodecs));
const actions = new Map<unknown, t.Mixed>(Object.entries(clientActionCodecs));

/**
 * Reads a frame of a server.
 *
 * The codec is found by the frame's `type`, never by trying. What a server of another version or
 * make writes differently comes out in the published shape; further fields stay as they are. A
 * frame that needs no mending is returned as `JSON.parse` made it.
 *
 * @param frame - what the socket delivered; only text can be a message
 * @returns the event, or why it is none; never throws
 * @example
 * const decoded = decodeServerEvent('{"type":"pong"}');
 * if (isRight(decoded)) console.log(decoded.right.type);
 */
export function decodeServerEvent(frame: unknown): Either<DecodeFailure, ServerEvent> {
  if (typeof frame !== 'string') return left(notText(frame));
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return left(invalidJson(frame));
  }
  // Nearly all frames of a turn are these: asking first costs less than looking the codec up, and a
  // literal less than a call.
  if (StreamToken.is(value) || StreamChunk.is(value) || StreamReasoning.is(value)) {
    return { _tag: 'Right', right: value };
  }
  return decodeValue<ServerEvent>(value, 'type', events);
}

/**
 * Reads a frame of a client, as a server does: optional fields of a wrong type count as absent,
 * limits are brought into their range, required fields must be right.
 *
 * @param frame - what the socket delivered; only text can be a message
 * @returns the action, or why it is none; never throws
 */
export function decodeClientAction(frame: unknown): Either<DecodeFailure, ClientAction> {
  if (typeof frame !== 'string') return left(notText(frame));
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return left(invalidJson(frame));
  }
  return decodeValue<ClientAction>(value, 'action', actions);
}

function decodeValue<A>(
  value: unknown,
  key: 'type' | 'action',
  codecs: ReadonlyMap<unknown, t.Mixed>,
): Either<DecodeFailure, A> {
  if (!isRecord(value)) return left(notAnObject(value));
  const tag = value[key];
  const codec = codecs.get(tag);
  if (typeof tag !== 'string' || !codec) return left(noSuchTag(value, key));
  if (codec.is(value)) return right(value as A);
  const decoded = codec.decode(value);
  if (decoded._tag === 'Right') return decoded;
  return left(explain(decoded.left, { tag, requestId: requestIdOf(value) }));
}
