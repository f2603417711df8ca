import { left, right, type Either } from 'fp-ts/Either';
import type * as t from 'io-ts';
import { clientActionCodecs, type ClientAction } from './clientAction';
import { explain, failure, type DecodeFailure } from './failure';

/**
 * Writes an action as the text of a frame: exactly the fields of its schema, in its order. What is
 * not a valid action is not written.
 */
export function encodeClientAction(action: ClientAction): Either<DecodeFailure, string> {
  const { action: tag, requestId } = action;
  const codec = clientActionCodecs[tag] as t.Type<ClientAction>;
  if (codec.is(action)) return right(JSON.stringify(codec.encode(action)));

  const extra = { tag, ...(requestId !== undefined && { requestId }) };
  const decoded = codec.decode(action);
  return left(
    decoded._tag === 'Left'
      ? explain(decoded.left, extra)
      : failure(
          'wrong_shape',
          { expected: 'the exact shape that a server would mend it to', got: action },
          extra,
        ),
  );
}
