import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import { integer } from '../../../protocol/codec/primitives';
import type { Handler } from '../call';
import { readBody } from '../http/readBody';
import { overlap } from '../text/overlap';

const RerankBody = struct(
  'Rerank',
  { model: t.string, query: t.string, documents: t.array(t.string) },
  { top_n: integer(1), return_documents: t.boolean },
);

/** `POST /v1/rerank`: the documents with most of the words of the query first. */
export const rerank: Handler = ({ request, requestId }) => {
  const body = readBody(RerankBody, request);
  const { query, documents, top_n = documents.length } = body;
  const results = documents
    .map((text, index) => ({
      index,
      relevance_score: overlap(query, text),
      ...(body.return_documents === true && { document: { text } }),
    }))
    .sort((a, b) => b.relevance_score - a.relevance_score)
    .slice(0, top_n);
  return Response.json({ id: requestId, results });
};
