import { concat, concatMap, defer, from, of } from 'rxjs';
import type { SseEvent } from '../http/sse';
import type { Dialect, Turn } from '../model/dialect';
import type { FakeToolCall } from '../model/model';
import type { Piece } from '../model/speak';
import { callsOf, isCut, usageOf } from '../model/usage';
import { readMessages } from './readMessages';

type Block =
  | { readonly type: 'text'; text: string }
  | { readonly type: 'tool_use'; id: string; name: string; input: object };

/** What a stream has said so far, and in how many blocks. */
interface Said {
  readonly pieces: Piece[];
  blocks: number;
}

/** Messages, as Anthropic speaks. */
export const messagesDialect: Dialect = {
  read: readMessages,
  whole: (turn, pieces) => ({
    ...envelope(turn),
    content: blocksOf(turn, pieces),
    stop_reason: stopReason(pieces),
    stop_sequence: null,
    usage: usage(turn, pieces),
  }),
  events: (turn, pieces$) =>
    defer(() => {
      const said: Said = { pieces: [], blocks: 0 };
      const start = { ...envelope(turn), content: [], stop_reason: null, stop_sequence: null };
      return concat(
        of(named('message_start', { message: { ...start, usage: usage(turn, []) } }), PING),
        pieces$.pipe(concatMap((piece) => pieceEvents(turn, said, piece))),
        defer(() => from(ending(turn, said))),
      );
    }),
  error: (message) => named('error', { error: { type: 'overloaded_error', message } }),
  idle: () => [PING],
};

const named = (type: string, data: object = {}): SseEvent => ({
  event: type,
  data: { type, ...data },
});

const PING = named('ping');

function envelope({ id, asked }: Turn) {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model: asked.model };
}

/** Text goes on in the block before it, unless it starts one, or that one is no text. */
function continues(before: Piece | undefined, piece: Piece): boolean {
  return before?.kind === 'text' && piece.kind === 'text' && !piece.startsBlock;
}

function blocksOf(turn: Turn, pieces: readonly Piece[]): Block[] {
  const blocks: Block[] = [];
  for (const [n, piece] of pieces.entries()) {
    const last = blocks.at(-1);
    if (piece.kind === 'call') blocks.push(toolUse(turn, piece.call, blocks.length));
    else if (piece.kind === 'text') {
      if (last?.type === 'text' && continues(pieces[n - 1], piece)) last.text += piece.text;
      else blocks.push({ type: 'text', text: piece.text });
    }
  }
  return blocks;
}

function toolUse({ id }: Turn, call: FakeToolCall, n: number): Block {
  return {
    type: 'tool_use',
    id: call.id ?? `toolu_${id}_${n}`,
    name: call.tool,
    input: call.arguments,
  };
}

/** @param said - what came before; the piece is added to it */
function pieceEvents(turn: Turn, said: Said, piece: Piece): SseEvent[] {
  const before = said.pieces.at(-1);
  said.pieces.push(piece);
  if (piece.kind === 'cut') return [];
  if (continues(before, piece)) return delta(said.blocks - 1, piece);
  const index = said.blocks++;
  return [
    ...stopOf(index),
    named('content_block_start', { index, content_block: opened(turn, piece, index) }),
    ...delta(index, piece),
  ];
}

/** Ends the block before the one at an index. */
function stopOf(index: number): SseEvent[] {
  return index === 0 ? [] : [named('content_block_stop', { index: index - 1 })];
}

function opened(turn: Turn, piece: Piece, index: number): object {
  if (piece.kind !== 'call') return { type: 'text', text: '' };
  return { ...toolUse(turn, piece.call, index), input: {} };
}

function delta(index: number, piece: Piece): SseEvent[] {
  if (piece.kind === 'text') {
    const event = named('content_block_delta', {
      index,
      delta: { type: 'text_delta', text: piece.text },
    });
    return [{ ...event, role: 'text' }];
  }
  const json = piece.kind === 'call' ? JSON.stringify(piece.call.arguments) : '';
  const half = json.length >> 1;
  // An input without anything in it is never spelled out.
  const parts = json === '{}' ? [''] : ['', json.slice(0, half), json.slice(half)];
  return parts.map((partial_json) =>
    named('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } }),
  );
}

function ending(turn: Turn, { pieces, blocks }: Said): SseEvent[] {
  const { output_tokens } = usage(turn, pieces);
  return [
    ...stopOf(blocks),
    named('message_delta', {
      delta: { stop_reason: stopReason(pieces), stop_sequence: null },
      usage: { output_tokens },
    }),
    { ...named('message_stop'), role: 'end' },
  ];
}

function stopReason(pieces: readonly Piece[]): string {
  if (isCut(pieces)) return 'max_tokens';
  return callsOf(pieces).length > 0 ? 'tool_use' : 'end_turn';
}

function usage({ asked, isCached }: Turn, pieces: readonly Piece[]) {
  const { prompt, completion } = usageOf(asked, pieces);
  return {
    input_tokens: prompt,
    output_tokens: completion,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: isCached ? prompt : 0,
  };
}
