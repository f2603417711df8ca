import type { TurnEvent } from '../../conversation/events';

/** An event that brings a piece of text and nothing else. */
export type TokenEvent = Extract<
  TurnEvent,
  { type: 'stream_token' | 'stream_reasoning' | 'stream_preamble' }
>;

export function isToken(event: TurnEvent): event is TokenEvent {
  const { type } = event;
  return type === 'stream_token' || type === 'stream_reasoning' || type === 'stream_preamble';
}

/** Whether the text of one goes on in the other. */
export function goesOn(first: TokenEvent, second: TokenEvent): boolean {
  return first.type === second.type && first.data.requestId === second.data.requestId;
}

/** One token with the text of both; everything else as in the later one. */
export function joined<T extends TokenEvent>(first: TokenEvent, second: T): T {
  const token = first.data.token + second.data.token;
  return { ...second, token, data: { ...second.data, token } };
}
