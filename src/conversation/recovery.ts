import { catchError, of, race, retry, switchMap, throwError, type Observable } from 'rxjs';
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
import { failAfter } from '../socket/delay';

/** How much of the history is looked at. */
export const RECOVERY_PAGE = 20;

/** Some servers write the time of a message in whole seconds, in milliseconds. */
const COARSE = 1_000;

/** How far a conversation was known at some time: what a turn brought forth came after it. */
export interface Known {
  /** The newest reply. */
  readonly messageId?: string;
  /** Epoch milliseconds by the server's clock: no other tells the time of its messages. */
  readonly at: number;
}

/** A reply has come: what was before it is known. */
export function learn(conversation: { known: Known }, { data, timestamp }: EventualResponse): void {
  const { known } = conversation;
  conversation.known = { messageId: data.data.messageId, at: timestamp ?? known.at };
}

/** What is left of a turn whose connection was lost. */
export interface Lost {
  readonly requestId: string;
  readonly message: string;
  readonly partialText: string;
  /** When it was sent. */
  readonly known: Known;
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
 */
export function recovered(
  lost: Lost,
  latest$: Observable<Page>,
  within: number,
): Observable<RecoveredEvent> {
  const unknown = () => lost.error(lost.isAcknowledged ? 'sent' : 'unknown');
  if (within === 0) return throwError(() => unknown());
  return race(
    latest$.pipe(
      retry({
        delay: (error) => {
          if (isSmoothOperatorError(error) && error.kind === 'interrupted') return of(0);
          throw error; // such as a connection that was given up
        },
      }),
    ),
    failAfter(within, unknown),
  ).pipe(
    catchError(() => {
      throw unknown();
    }),
    switchMap((page) => {
      const { reply, arrived } = traces(lost, page);
      if (reply) return eventsOf(reply, lost);
      throw arrived ? lost.error('sent') : unknown();
    }),
  );
}

/** What the history, newest first, has of a turn. */
function traces(
  { message, known }: Lost,
  { messages }: Page,
): { readonly reply?: ConversationMessage; readonly arrived: boolean } {
  const seen = messages.findIndex(({ id }) => id === known.messageId);
  const since =
    seen >= 0
      ? messages.slice(0, seen)
      : messages.filter(({ createdAt }) => Date.parse(createdAt) > known.at - COARSE);
  const asked = since.findIndex(
    ({ direction, content }) => direction === 'inbound' && content.text?.trim() === message.trim(),
  );
  const next = since[asked - 1];
  return { arrived: asked >= 0, ...(next?.direction === 'outbound' && { reply: next }) };
}

function eventsOf(reply: ConversationMessage, lost: Lost): Observable<RecoveredEvent> {
  const { requestId, partialText } = lost;
  const { text = '', structuredResponse } = reply.content;
  const token = text.startsWith(partialText) ? text.slice(partialText.length) : '';
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
