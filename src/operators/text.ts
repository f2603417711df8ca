import { distinctUntilChanged, filter, map, scan, type OperatorFunction } from 'rxjs';
import { replyText } from '../protocol';
import type { TurnEvent } from '../conversation/events';

/**
 * The text of the answer so far, and at the end the authoritative one.
 *
 * ```
 * turn    ack--t(He)--t(llo)--(eventual_response: Hello!|)
 * text()  -----He-----Hello---(Hello!|)
 * ```
 *
 * It begins anew when the turn does (see {@link retryTurn}), and does not repeat a text. An answer
 * without text leaves what was there.
 *
 * @example
 * session.turn('Hello').pipe(text()).subscribe((soFar) => (bubble.textContent = soFar));
 */
export function text(): OperatorFunction<TurnEvent, string> {
  return (turn$) =>
    turn$.pipe(
      scan(soFar, {
        requestId: undefined as string | undefined,
        text: undefined as string | undefined,
      }),
      map((answer) => answer.text),
      filter((answer) => answer !== undefined),
      distinctUntilChanged(),
    );
}

interface Answer {
  readonly requestId: string | undefined;
  readonly text: string | undefined;
}

function soFar(answer: Answer, event: TurnEvent): Answer {
  if (event.type === 'stream_token') {
    const { requestId, token } = event.data;
    const before = requestId === answer.requestId ? answer.text : undefined;
    return { requestId, text: (before ?? '') + token };
  }
  if (event.type === 'eventual_response') {
    const { requestId } = event.data;
    return { requestId, text: replyText(event.data.data.response) || answer.text };
  }
  return answer;
}
