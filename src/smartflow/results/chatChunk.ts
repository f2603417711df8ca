import * as t from 'io-ts';
import { isRecord } from '../../protocol/codec/record';
import { count, flag, many, number, part, shape, text } from './fields';
import { ToolCallDelta } from './toolCall';
import { TokenUsage } from './usage';

const Delta = shape(
  {},
  {
    role: text,
    content: text,
    refusal: text,
    reasoning_content: text,
    tool_calls: many(ToolCallDelta),
  },
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
    usage: t.union([part(TokenUsage), t.null]),
    provider: text,
    cached: flag,
    cache_hit_type: text,
  },
);
export interface ChatChunk extends t.TypeOf<typeof ChatChunk> {}

/**
 * Whether a value is a chunk of text as almost all are. What it holds for fits `ChatChunk` and is no
 * error; the other way it need not hold. A stream is as fast as this is: the check of a shape goes
 * through its fields in a loop, which no engine can specialise.
 */
export function isTextChunk(u: unknown): u is ChatChunk {
  if (!isRecord(u)) return false;
  const { choices, id, model, created, usage, provider, cached, cache_hit_type, error } = u;
  return (
    Array.isArray(choices) &&
    choices.length === 1 &&
    saysText(choices[0]) &&
    isText(id) &&
    isText(model) &&
    (typeof created === 'number' || created === undefined) &&
    (usage === undefined || usage === null) &&
    isText(provider) &&
    cached === undefined &&
    isText(cache_hit_type) &&
    error === undefined
  );
}

function saysText(u: unknown): boolean {
  if (!isRecord(u)) return false;
  const { index, finish_reason, delta } = u;
  if (typeof index !== 'number' || !isRecord(delta)) return false;
  const { role, content, refusal, reasoning_content, tool_calls } = delta;
  return (
    (finish_reason === null || isText(finish_reason)) &&
    isText(content) &&
    isText(role) &&
    isText(refusal) &&
    isText(reasoning_content) &&
    tool_calls === undefined
  );
}

function isText(u: unknown): boolean {
  return typeof u === 'string' || u === undefined;
}
