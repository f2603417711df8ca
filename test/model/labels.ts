import { isSmoothOperatorError, type ServerEvent } from '../../src/protocol';
import type { TurnEvent } from '../../src/conversation/events';
import { labelOf } from '../server/kit';

/** An event in a word or two. */
export function said(event: ServerEvent | TurnEvent): string {
  const label = labelOf(event);
  if (event.type === 'stream_token') return `${label} ${event.data.token}`;
  if (event.type !== 'stream_chunk' || label !== 'toolResult') return label;
  const { toolResult } = event.data.state.rawResponse as { toolResult: { isError: boolean } };
  return `${label} ${toolResult.isError}`;
}

/** An error in a word or two, with what it tells of a turn that was interrupted. */
export function why(error: unknown): string {
  if (!isSmoothOperatorError(error)) return String(error);
  return error.kind === 'interrupted'
    ? `error ${error.code} ${error.delivery} '${error.partialText}'`
    : `error ${error.code}`;
}
