import type * as t from 'io-ts';
import { clientActionCodecs, type ClientAction } from './clientAction';
import { decodeValue } from './decodeValue';
import { left, type Either } from './either';
import { invalidJson, notText, type DecodeFailure } from './failure';

// A map: a tag such as `constructor` would find something on an object.
const actions = new Map<unknown, t.Mixed>(Object.entries(clientActionCodecs));

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
