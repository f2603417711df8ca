import {
  catchError,
  concat,
  EMPTY,
  finalize,
  of,
  switchMap,
  take,
  takeUntil,
  type Observable,
} from 'rxjs';
import {
  isSmoothOperatorError,
  Status,
  type ConversationMessage,
  type ErrorFields,
  type ErrorOfKind,
  type EventualResponse,
  type GetConversationMessagesResponse,
  type StreamToken,
} from '../protocol';
import { every } from '../socket/delay';
import type { Span } from './progress';
import type { StreamedText } from './streamedText';

/** How much of the history is looked at. */
export const RECOVERY_PAGE = 20;

/** Some servers write the time of a message in whole seconds, in milliseconds. */
const COARSE = 1_000;

/** What is left of a turn whose connection was lost. */
export interface Lost {
  readonly requestId: string;
  readonly text: StreamedText;
  readonly span: Span;
  /** Whether the server acknowledged it. */
  readonly isAcknowledged: boolean;
  /** Why it fails, if it does. */
  readonly error: (delivery: ErrorFields['interrupted']['delivery']) => ErrorOfKind<'interrupted'>;
}

export type Page = Pick<GetConversationMessagesResponse, 'messages'>;

/** What is made up for what was missed: an event of the history, not one that was received. */
export type RecoveredEvent = (StreamToken | EventualResponse) & { readonly recovered?: true };

/**
 * Looks a lost turn up in the history, once there is a connection again: the reply may have been
 * stored although it never arrived.
 *
 * ```
 * latest$    --------p
 * stored     --------(te|)    t the rest of the text, if it goes on where it broke off; e the reply
 * not stored --------#        kind: interrupted
 * no history -- within --#
 * ```
 *
 * Where another turn of the session ran beside it, it is not looked up: whose a reply is, the history
 * does not say.
 */
export function recovered(
  lost: Lost,
  latest$: Observable<Page>,
  within: number,
): Observable<RecoveredEvent> {
  const { span, error, isAcknowledged } = lost;
  const page$ = (within > 0 && span.isAlone ? latest$ : EMPTY).pipe(
    // Lost again; anything else, such as a connection that was given up, ends it.
    catchError((failure: unknown, again$) =>
      isSmoothOperatorError(failure) && failure.kind === 'interrupted' ? again$ : EMPTY,
    ),
    takeUntil(every(within)),
  );
  return concat(page$, of(undefined)).pipe(
    take(1),
    switchMap((page) => {
      span.end(); // first: who asks again in what follows is alone
      const { reply, arrived }: Partial<Traces> = page && span.isAlone ? traces(lost, page) : {};
      if (reply) {
        span.learn(reply.id);
        return eventsOf(reply, lost);
      }
      throw error(arrived || isAcknowledged ? 'sent' : 'unknown');
    }),
    finalize(() => {
      span.end();
    }),
  );
}

interface Traces {
  readonly reply?: ConversationMessage;
  readonly arrived: boolean;
}

/** What the history, newest first, has of a turn. */
function traces({ span: { known, text } }: Lost, { messages }: Page): Traces {
  // Servers may trim what was said.
  const saysTheSame = (stored: string | undefined) => stored?.trim() === text;
  const seen = messages.findIndex(({ id }) => id === known.messageId);
  const since =
    seen >= 0
      ? messages.slice(0, seen)
      : messages.filter(({ createdAt }) => Date.parse(createdAt) > known.at - COARSE);
  const asked = since.findIndex(
    ({ direction, content }) => direction === 'inbound' && saysTheSame(content.text),
  );
  const reply = since[asked - 1];
  if (reply?.direction !== 'outbound') return { arrived: asked >= 0 };
  // What somebody asked before, and nobody answered, may be what is answered here.
  const isDisputed = since.some(
    ({ direction, content, createdAt }, n) =>
      n > asked &&
      direction === 'inbound' &&
      since[n - 1]?.direction !== 'outbound' &&
      !saysTheSame(content.text) &&
      Date.parse(createdAt) > known.at,
  );
  return { arrived: true, ...(!isDisputed && { reply }) };
}

function eventsOf(reply: ConversationMessage, lost: Lost): Observable<RecoveredEvent> {
  const { requestId, text: partial } = lost;
  const { text = '', structuredResponse } = reply.content;
  const token = text.startsWith(partial.value) ? text.slice(partial.length) : '';
  const recovered = true as const;
  const status = Status.FINAL;
  const rest: RecoveredEvent = {
    type: 'stream_token',
    requestId,
    token,
    data: { requestId, token },
    recovered,
  };
  const response = { ...structuredResponse, responseParts: [text] };
  const end: RecoveredEvent = {
    type: 'eventual_response',
    requestId,
    status,
    data: { requestId, status, data: { messageId: reply.id, response } },
    recovered,
  };
  return token ? of(rest, end) : of(end);
}
