import * as t from 'io-ts';
import { list } from '../../protocol/codec/list';
import { numeric } from '../../protocol/codec/primitives';
import { struct } from '../../protocol/codec/struct';
import { count, many, part, textOr } from './fields';
import { TokenUsage } from './usage';

/** One vector: numbers, or base64 text where `encodingFormat` asked for it. */
export const Embedding = struct('Embedding', {
  index: count,
  embedding: t.union([list(numeric()), t.string]),
});
export interface Embedding extends t.TypeOf<typeof Embedding> {}

/** The vectors of the inputs; `index` tells whose. */
export const EmbeddingResponse = struct('EmbeddingResponse', {
  data: many(Embedding),
  model: textOr(''),
  usage: part(TokenUsage),
});
export interface EmbeddingResponse extends t.TypeOf<typeof EmbeddingResponse> {}
