import { concat, concatMap, defer, from, of, tap, type Observable } from 'rxjs';
import type { SseEvent } from '../http/sse';
import type { Dialect, Turn } from '../model/dialect';
import type { FakeToolCall } from '../model/model';
import type { Piece } from '../model/speak';
import { callsOf, isCut, textOf, usageOf } from '../model/usage';
import { readChat } from './readChat';

/** Chat completions, as OpenAI and those who are compatible with it speak. */
export const chatDialect: Dialect = {
  read: readChat,
  whole: (turn, pieces) => {
    const calls = callsOf(pieces);
    const text = textOf(pieces);
    const message = {
      role: 'assistant',
      content: calls.length > 0 && text === '' ? null : text,
      refusal: null,
      ...(calls.length > 0 && { tool_calls: calls.map((call, n) => callOf(turn, call, n)) }),
    };
    return {
      ...envelope(turn, 'chat.completion'),
      choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(pieces) }],
      usage: usage(turn, pieces),
    };
  },
  events: (turn, pieces$) =>
    defer(() => {
      const said: Piece[] = [];
      let calls = 0;
      return concat(
        of(chunk(turn, { role: 'assistant', content: '' })),
        pieces$.pipe(
          tap((piece) => said.push(piece)),
          concatMap((piece) => deltas(turn, piece, piece.kind === 'call' ? calls++ : 0)),
        ),
        defer(() => from(ending(turn, said))),
      );
    }),
  error: (message) => ({
    data: { error: { message, type: 'server_error', param: null, code: null } },
  }),
  idle: (turn) => {
    const { choices, ...without } = {
      ...envelope(turn, CHUNK),
      choices: [],
      usage: usage(turn, []),
    };
    return [
      { data: { ...without, choices } },
      { data: { ...without, choices: null } },
      { data: without },
    ];
  },
};

const CHUNK = 'chat.completion.chunk';

function envelope({ id, created, asked }: Turn, object: string) {
  return { id: `chatcmpl-${id}`, object, created, model: asked.model };
}

function chunk(turn: Turn, delta: object, finish_reason: string | null = null): SseEvent {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
  return { data: { ...envelope(turn, CHUNK), choices } };
}

/** @param index - of the call, when it is one */
function deltas(turn: Turn, piece: Piece, index: number): Observable<SseEvent> {
  if (piece.kind === 'cut') return from([]);
  if (piece.kind === 'text') return of({ ...chunk(turn, { content: piece.text }), role: 'text' });
  const call = callOf(turn, piece.call, index);
  const { arguments: json, name } = call.function;
  const half = json.length >> 1;
  return from([
    chunk(turn, { tool_calls: [{ index, ...call, function: { name, arguments: '' } }] }),
    ...[json.slice(0, half), json.slice(half)].map((part) =>
      chunk(turn, { tool_calls: [{ index, function: { arguments: part } }] }),
    ),
  ]);
}

function ending(turn: Turn, said: readonly Piece[]): SseEvent[] {
  const used = { ...envelope(turn, CHUNK), choices: [], usage: usage(turn, said) };
  return [
    chunk(turn, {}, finishReason(said)),
    ...(turn.asked.hasUsage ? [{ data: used }] : []),
    { data: '[DONE]', role: 'end' },
  ];
}

function callOf({ id }: Turn, call: FakeToolCall, n: number) {
  return {
    id: call.id ?? `call_${id}_${n}`,
    type: 'function',
    function: { name: call.tool, arguments: JSON.stringify(call.arguments) },
  };
}

function finishReason(pieces: readonly Piece[]): string {
  if (isCut(pieces)) return 'length';
  return callsOf(pieces).length > 0 ? 'tool_calls' : 'stop';
}

function usage({ asked, isCached }: Turn, pieces: readonly Piece[]) {
  const { prompt, completion } = usageOf(asked, pieces);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: isCached ? prompt : 0 },
  };
}
