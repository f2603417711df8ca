import { left, right, type Either } from './either';
import type * as t from 'io-ts';
import { clientActionCodecs, type ClientAction } from './clientAction';
import { misfit } from './codec/misfit';
import { isRecord } from './codec/record';
import { serverEventCodecs, type ServerEvent } from './serverEvent';
import {
  explainAt,
  noSuchTag,
  notAnObject,
  requestIdOf,
  wrongShape,
  type DecodeFailure,
} from './failure';

/**
 * Writes an action as a frame: exactly the published fields, whatever else the value carries.
 *
 * @returns the text to send, or why no server would accept it; never throws
 * @example
 * const frame = encodeClientAction({ action: 'ping', requestId: 'r1' });
 */
export function encodeClientAction(action: ClientAction): Either<DecodeFailure, string> {
  return encode(action, 'action', clientActionCodecs);
}

/**
 * Writes an event as a frame: exactly the published fields, whatever else the value carries.
 *
 * @returns the text to send, or why it is no event of the protocol; never throws
 */
export function encodeServerEvent(event: ServerEvent): Either<DecodeFailure, string> {
  return encode(event, 'type', serverEventCodecs);
}

function encode(
  value: unknown,
  key: 'type' | 'action',
  codecs: Readonly<Record<string, t.Mixed>>,
): Either<DecodeFailure, string> {
  if (!isRecord(value)) return left(notAnObject(value));
  const tag = value[key];
  const codec = typeof tag === 'string' && Object.hasOwn(codecs, tag) ? codecs[tag] : undefined;
  if (typeof tag !== 'string' || !codec) return left(noSuchTag(value, key));
  const frame = { tag, requestId: requestIdOf(value) };
  if (!codec.is(value)) return left(explainAt(misfit(codec, value), frame));
  try {
    return right(JSON.stringify(codec.encode(value)));
  } catch {
    // A cycle, a bigint, or nesting deeper than the stack, somewhere below a field of any shape.
    return left(wrongShape('', 'what JSON can carry', value, frame));
  }
}
