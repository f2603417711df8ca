import type { JsonObject } from '../../../protocol/codec/primitives';
import { isRecord } from '../../../protocol/codec/record';
import type { Answer } from '../../http/exchange';
import { throwIfFailure } from '../../http/failure';
import { invalid, parse } from '../../http/read';
import type { EventReader } from '../../http/sse';
import type { ChatChunk } from '../../results/chatChunk';
import { chunkOf } from '../chunkOf';
import { finishReason, usageOf } from './answer';

/**
 * Reads a stream of Anthropic into chunks of OpenAI:
 *
 * ```
 * message_start         the role
 * content_block_start   of a call: its id and its name
 * content_block_delta   text, thoughts, or a piece of the arguments
 * message_delta         why it ends, and the usage
 * message_stop          the end
 * ```
 */
export const messagesReader =
  (answer: Answer): EventReader<ChatChunk> =>
  (emit) => {
    let ids: JsonObject = {};
    let usage: JsonObject = {};
    let calls = -1;
    /** Whether the call under way has told none of its arguments yet. */
    let isBare = false;

    const say = (delta: JsonObject, finish_reason: unknown = null, more?: JsonObject): void => {
      const choices = [{ index: 0, delta, finish_reason }];
      emit(chunkOf({ ...ids, provider: 'anthropic', choices, ...more }, answer));
    };
    const argue = (text: unknown): void => {
      isBare = false;
      say({ tool_calls: [{ index: calls, function: { arguments: text } }] });
    };

    return ({ data }) => {
      const event = parse(data, answer);
      if (!isRecord(event)) throw invalid('an event of it is no object', answer);
      const at = (key: string): JsonObject => (isRecord(event[key]) ? event[key] : {});
      switch (event['type']) {
        case 'message_start': {
          const { id, model, usage: begun } = at('message');
          ids = { id, model };
          usage = { ...(begun as JsonObject) };
          say({ role: 'assistant', content: '' });
          break;
        }
        case 'content_block_start': {
          const { type, id, name, text } = at('content_block');
          if (text) say({ content: text });
          if (type !== 'tool_use') break;
          calls++;
          isBare = true;
          const call = { index: calls, id, type: 'function', function: { name, arguments: '' } };
          say({ tool_calls: [call] });
          break;
        }
        case 'content_block_delta': {
          const { text, thinking, partial_json } = at('delta');
          if (text) say({ content: text });
          if (thinking) say({ reasoning_content: thinking });
          if (partial_json) argue(partial_json);
          break;
        }
        case 'content_block_stop':
          if (isBare) argue('{}');
          break;
        case 'message_delta':
          usage = { ...usage, ...at('usage') };
          say({}, finishReason(at('delta')['stop_reason']), { usage: usageOf(usage) });
          break;
        case 'message_stop':
          return true;
        default:
          throwIfFailure(event, answer);
      }
      return false;
    };
  };
