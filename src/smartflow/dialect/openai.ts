import type { Answer } from '../http/exchange';
import { parse } from '../http/read';
import type { EventReader } from '../http/sse';
import type { ChatChunk } from '../results/chatChunk';
import { chunkOf } from './chunkOf';
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

function chunks(answer: Answer): EventReader<ChatChunk> {
  return (emit) =>
    ({ data }) => {
      if (data === '[DONE]') return true;
      emit(chunkOf(parse(data, answer), answer));
      return false;
    };
}
