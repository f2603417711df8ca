import * as t from 'io-ts';
import { struct } from '../../protocol/codec/struct';
import { tolerant } from '../../protocol/codec/tolerant';
import { numberOr, part, text, textOr } from './fields';

/** A call that the model wants made. `arguments` is JSON text, as the model wrote it. */
export const ChatToolCall = struct('ChatToolCall', {
  id: textOr(''),
  type: textOr('function'),
  function: part(struct('function', { name: textOr(''), arguments: textOr('') })),
});
export interface ChatToolCall extends t.TypeOf<typeof ChatToolCall> {}

/** A piece of a call while it is streamed: `index` tells which, `arguments` are to be joined. */
export const ToolCallDelta = struct(
  'ToolCallDelta',
  { index: numberOr(0) },
  {
    id: text,
    type: text,
    function: tolerant(struct('function', {}, { name: t.string, arguments: t.string })),
  },
);
export interface ToolCallDelta extends t.TypeOf<typeof ToolCallDelta> {}
