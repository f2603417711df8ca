import { failureIn, type Origin } from '../http/failure';
import { invalid, parse } from '../http/read';
import type { EventReader } from '../http/sse';
import { ChatChunk } from '../results/chatChunk';
import type { Dialect } from './dialect';

/** The way that this client speaks itself, hence nothing is translated. */
export const openai: Dialect = {
  path: '/chat/completions',
  request: (body) => body,
  completion: (answer) => answer,
  reader: chunks,
};

/** The models that think first: they take no temperature, and call the limit by another name. */
const THINKING = /^(o\d|gpt-5(?!-chat))/;

/** OpenAI itself, which refuses for some models what it demands for others. */
export const openaiItself: Dialect = {
  ...openai,
  request: (body) => {
    const { temperature, max_tokens, ...rest } = body;
    return THINKING.test(String(body['model']))
      ? { max_completion_tokens: max_tokens, ...rest }
      : body;
  },
};

function chunks(origin: Origin): EventReader<ChatChunk> {
  return ({ data }, emit) => {
    if (data === '[DONE]') return true;
    emit(chunkOf(parse(data, origin), origin));
    return false;
  };
}

/** @throws the error that stands in the place of a chunk */
export function chunkOf(value: unknown, origin: Origin): ChatChunk {
  const failure = failureIn(value, origin);
  if (failure) throw failure;
  const decoded = ChatChunk.decode(value);
  if (decoded._tag === 'Right') return decoded.right;
  throw invalid('a chunk of it is no object', origin);
}
