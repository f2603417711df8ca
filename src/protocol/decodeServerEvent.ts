import type * as t from 'io-ts';
import { decodeValue } from './decodeValue';
import { left, type Either } from './either';
import { StreamReasoning } from './event/streamReasoning';
import { StreamToken } from './event/streamToken';
import { invalidJson, notText, type DecodeFailure } from './failure';
import { serverEventCodecs, type ServerEvent } from './serverEvent';

// A map: a tag such as `constructor` would find something on an object.
const events = new Map<unknown, t.Mixed>(Object.entries(serverEventCodecs));

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
  if (StreamToken.is(value) || StreamReasoning.is(value)) {
    return { _tag: 'Right', right: value };
  }
  return decodeValue<ServerEvent>(value, 'type', events);
}
