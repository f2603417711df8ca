import type { JsonObject } from '../../../protocol/codec/primitives';
import { isRecord } from '../../../protocol/codec/record';
import { failureIn, type Origin } from '../../http/failure';
import { invalid, parse } from '../../http/read';
import type { EventReader } from '../../http/sse';
import type { ChatChunk, ChunkChoice } from '../../results/chatChunk';
import type { TokenUsage } from '../../results/usage';
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
export function messagesReader(origin: Origin): EventReader<ChatChunk> {
  let id: string | undefined;
  let model: string | undefined;
  let usage: JsonObject = {};
  let calls = -1;
  /** Whether the call under way has told any of its arguments. */
  let hasArguments = true;

  const chunk = (delta: ChunkChoice['delta'], end: Partial<ChatChunk & ChunkChoice> = {}) => {
    const { finish_reason = null, ...more } = end;
    return {
      ...(id !== undefined && { id }),
      ...(model !== undefined && { model }),
      provider: 'anthropic',
      choices: [{ index: 0, delta, finish_reason }],
      ...more,
    };
  };
  const piece = (text: string) =>
    chunk({ tool_calls: [{ index: calls, function: { arguments: text } }] });

  return ({ data }, emit) => {
    const event = parse(data, origin);
    if (!isRecord(event)) throw invalid('an event of it is no object', origin);
    const at = (key: string): JsonObject => (isRecord(event[key]) ? event[key] : {});
    switch (event['type']) {
      case 'message_start': {
        const message = at('message');
        id = textAt(message, 'id');
        model = textAt(message, 'model');
        if (isRecord(message['usage'])) usage = message['usage'];
        emit(chunk({ role: 'assistant', content: '' }));
        break;
      }
      case 'content_block_start': {
        const block = at('content_block');
        if (block['type'] !== 'tool_use') {
          const text = textAt(block, 'text');
          if (text) emit(chunk({ content: text }));
          break;
        }
        calls++;
        hasArguments = false;
        const call = { name: textAt(block, 'name') ?? '', arguments: '' };
        emit(
          chunk({
            tool_calls: [
              { index: calls, id: textAt(block, 'id') ?? '', type: 'function', function: call },
            ],
          }),
        );
        break;
      }
      case 'content_block_delta': {
        const delta = at('delta');
        const text = textAt(delta, 'text');
        const thinking = textAt(delta, 'thinking');
        const json = textAt(delta, 'partial_json');
        if (text) emit(chunk({ content: text }));
        if (thinking) emit(chunk({ reasoning_content: thinking }));
        if (json) {
          hasArguments = true;
          emit(piece(json));
        }
        break;
      }
      case 'content_block_stop':
        if (!hasArguments) emit(piece('{}'));
        hasArguments = true;
        break;
      case 'message_delta': {
        usage = { ...usage, ...at('usage') };
        const finish_reason = finishReason(at('delta')['stop_reason']) as string | null;
        emit(chunk({}, { finish_reason, usage: usageOf(usage) as unknown as TokenUsage }));
        break;
      }
      case 'message_stop':
        return true;
      default: {
        const failure = failureIn(event, origin);
        if (failure) throw failure;
      }
    }
    return false;
  };
}

function textAt(from: JsonObject, key: string): string | undefined {
  const value = from[key];
  return typeof value === 'string' ? value : undefined;
}
