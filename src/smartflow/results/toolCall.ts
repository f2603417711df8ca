import type * as t from 'io-ts';
import { count, part, shape, text, textOr, words } from './fields';

/** A call that the model wants made. `arguments` is JSON text, as the model wrote it. */
export const ChatToolCall = shape({
  id: words,
  type: textOr('function'),
  function: part(shape({ name: words, arguments: words })),
});
export interface ChatToolCall extends t.TypeOf<typeof ChatToolCall> {}

/** A piece of a call while it is streamed: `index` tells which, `arguments` are to be joined. */
export const ToolCallDelta = shape(
  { index: count },
  { id: text, type: text, function: part(shape({}, { name: text, arguments: text })) },
);
export interface ToolCallDelta extends t.TypeOf<typeof ToolCallDelta> {}
