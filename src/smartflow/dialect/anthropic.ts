import { completionOf } from './anthropic/answer';
import { messagesRequest } from './anthropic/request';
import { messagesReader } from './anthropic/stream';
import type { Dialect } from './dialect';

/** Messages of Anthropic, translated both ways. */
export const anthropic: Dialect = {
  path: '/messages',
  request: messagesRequest,
  completion: completionOf,
  reader: messagesReader,
};
