import * as t from 'io-ts';
import { nullable } from '../../protocol/codec/nullable';
import { struct } from '../../protocol/codec/struct';
import { tolerant } from '../../protocol/codec/tolerant';
import { count, flag, many, number, part, text } from './fields';
import { ToolCallDelta } from './toolCall';
import { TokenUsage } from './usage';

/** What a chunk adds to an answer: text, reasoning, pieces of tool calls, and why the answer ends. */
export const ChunkChoice = struct(
  'ChunkChoice',
  {
    index: count,
    delta: part(
      struct(
        'delta',
        {},
        { role: text, content: text, reasoning_content: text, tool_calls: many(ToolCallDelta) },
      ),
    ),
  },
  { finish_reason: tolerant(nullable(t.string)) },
);
export interface ChunkChoice extends t.TypeOf<typeof ChunkChoice> {}

/** One piece of a streamed completion. One that only tells the usage has no choices. */
export const ChatChunk = struct(
  'ChatChunk',
  { choices: many(ChunkChoice) },
  {
    id: text,
    model: text,
    created: number,
    usage: TokenUsage,
    provider: text,
    cached: flag,
    cache_hit_type: tolerant(nullable(t.string)),
  },
);
export interface ChatChunk extends t.TypeOf<typeof ChatChunk> {}
