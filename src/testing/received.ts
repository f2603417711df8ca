import {
  decodeClientAction,
  encodeClientAction,
  type ClientAction,
  type DecodeFailure,
} from '../protocol';

/** What a client sent, and what is wrong with it. */
export type Received =
  { readonly action: ClientAction; readonly problem?: undefined } | { readonly problem: string };

/**
 * Reads what a client sent. Servers mend a good deal of what clients send; a test wants to hear of it.
 *
 * @param isLenient - takes what servers take, too
 */
export function received(text: string, isLenient = false): Received {
  const decoded = decodeClientAction(text);
  if (decoded._tag === 'Left') return refused(decoded.left);
  const action = decoded.right;
  if (isLenient) return { action };
  const sent = JSON.parse(text) as ClientAction;
  const encoded = encodeClientAction(sent);
  if (encoded._tag === 'Left') return refused(encoded.left);
  // Encoding leaves out what is not published, and changes nothing else.
  if (encoded.right.length === JSON.stringify(sent).length) return { action };
  return { problem: `${action.action} has fields that are not published: ${text}` };
}

function refused({ message }: DecodeFailure): Received {
  return { problem: message };
}
