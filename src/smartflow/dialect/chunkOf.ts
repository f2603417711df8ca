import type { Answer } from '../http/exchange';
import { throwIfFailure } from '../http/failure';
import { invalid } from '../http/read';
import { ChatChunk, isTextChunk } from '../results/chatChunk';

/** @throws the error that stands in the place of a chunk */
export function chunkOf(value: unknown, answer: Answer): ChatChunk {
  if (isTextChunk(value)) return value;
  throwIfFailure(value, answer);
  const decoded = ChatChunk.decode(value);
  if (decoded._tag === 'Left') throw invalid('an event of it is no object', answer);
  answer.heard(value);
  return decoded.right;
}
