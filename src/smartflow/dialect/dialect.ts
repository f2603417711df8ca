import type { JsonObject } from '../../protocol/codec/primitives';
import type { Answer } from '../http/exchange';
import type { EventReader } from '../http/sse';
import type { ChatChunk } from '../results/chatChunk';

/** How a provider wants to be asked for a completion, and how it answers. What is ours is OpenAI's way. */
export interface Dialect {
  readonly path: string;
  readonly request: (body: JsonObject) => JsonObject;
  readonly completion: (answer: unknown) => unknown;
  readonly reader: (answer: Answer) => EventReader<ChatChunk>;
}
