import * as t from 'io-ts';
import { count, flag, many, number, part, shape, text } from './fields';
import { ToolCallDelta } from './toolCall';
import { TokenUsage } from './usage';

const Delta = shape(
  {},
  { role: text, content: text, reasoning_content: text, tool_calls: many(ToolCallDelta) },
);

/** What a chunk adds to an answer: text, reasoning, pieces of tool calls, and why the answer ends. */
export const ChunkChoice = shape(
  { index: count, delta: part(Delta) },
  { finish_reason: t.union([text, t.null]) },
);
export interface ChunkChoice extends t.TypeOf<typeof ChunkChoice> {}

/** One piece of a streamed completion. One that only tells the usage has no choices. */
export const ChatChunk = shape(
  { choices: many(ChunkChoice) },
  {
    id: text,
    model: text,
    created: number,
    usage: part(TokenUsage),
    provider: text,
    cached: flag,
    cache_hit_type: text,
  },
);
export interface ChatChunk extends t.TypeOf<typeof ChatChunk> {}
