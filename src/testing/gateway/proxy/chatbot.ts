import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import type { Handler } from '../call';
import { readBody } from '../http/readBody';
import { collect } from '../model/collect';
import { speak } from '../model/speak';
import { textOf } from '../model/usage';

const QueryBody = struct('Query', { query: t.string });

/** `POST /api/chatbot/query`: the model, asked by the gateway itself. */
export const chatbot: Handler = async ({ request, world, signal }) => {
  const { query } = readBody(QueryBody, request);
  const pieces$ = speak(world.model, {
    model: 'chatbot',
    messages: [{ role: 'user', text: query }],
    text: query,
    tools: [],
    toolChoice: 'none',
  });
  const pieces = await collect(pieces$, signal);
  return Response.json({ response: textOf(pieces) });
};
