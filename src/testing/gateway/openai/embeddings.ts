import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import { integer, oneOf } from '../../../protocol/codec/primitives';
import type { Handler } from '../call';
import { readBody } from '../http/readBody';
import { refuseUnknownModel } from '../model/known';
import { providerOf } from '../model/providers';
import { countTokens } from '../text/tokens';
import { hash } from '../text/hash';

const EmbeddingsBody = struct(
  'Embeddings',
  { model: t.string, input: t.union([t.string, t.array(t.string)]) },
  {
    dimensions: integer(1),
    encoding_format: oneOf('float', 'base64'),
    input_type: t.string,
  },
);

const DIMENSIONS = 1536;
const LARGE_DIMENSIONS = 3072;

/** `POST …/embeddings`. */
export const embeddings: Handler = ({ request, requestId, world }) => {
  const body = readBody(EmbeddingsBody, request);
  const { model, encoding_format: format } = body;
  refuseUnknownModel(model, world);
  const dimensions = body.dimensions ?? (/large/.test(model) ? LARGE_DIMENSIONS : DIMENSIONS);
  const inputs = [body.input].flat();
  const tokens = inputs.reduce((sum, text) => sum + countTokens(text), 0);
  world.ledger.add({
    requestId,
    headers: request.headers,
    provider: providerOf(model),
    model,
    content: inputs.join('\n'),
    contentType: 'embedding',
    promptTokens: tokens,
    completionTokens: 0,
  });
  return Response.json({
    object: 'list',
    model,
    data: inputs.map((text, index) => {
      const vector = vectorOf(text, dimensions);
      return {
        object: 'embedding',
        index,
        embedding: format === 'base64' ? base64(vector) : Array.from(vector),
      };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
};

/** A direction of length 1, made of the words of a text: texts that share words are near each other. */
function vectorOf(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    const n = hash(word) % dimensions;
    vector[n] = (vector[n] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const base64 = ({ buffer }: Float32Array) => Buffer.from(buffer).toString('base64');
