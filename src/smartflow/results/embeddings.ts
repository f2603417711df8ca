import * as t from 'io-ts';
import { count, many, part, shape, words } from './fields';
import { TokenUsage } from './usage';

/** One vector: numbers, or base64 text where `encodingFormat` asked for it. */
export const Embedding = shape({
  index: count,
  embedding: t.union([t.readonlyArray(t.number), t.string]),
});
export interface Embedding extends t.TypeOf<typeof Embedding> {}

/** The vectors of the inputs; `index` tells whose. */
export const EmbeddingResponse = shape({
  data: many(Embedding),
  model: words,
  usage: part(TokenUsage),
});
export interface EmbeddingResponse extends t.TypeOf<typeof EmbeddingResponse> {}
