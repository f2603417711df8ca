import { concat, defaultIfEmpty, defer, of, switchMap, take, type Observable } from 'rxjs';
import type { ServerEvent } from '../protocol';
import { messagesOf } from './answer/messages';
import { withPreamble } from './answer/preamble';
import { citationsOf } from './citations';
import { converse } from './converse';
import { offerOtp } from './otp/offerOtp';
import type { StoredMessage } from './store';
import { questionOf } from './text/question';
import { turnSpan } from './tracing/spans';
import { traced } from './tracing/traced';
import { Transcript, type Turn } from './transcript';

/** How many of the latest messages the model is reminded of. */
const HISTORY_MAX = 50;

/**
 * One turn, from the user's message to the stored reply. Cold; unsubscribing aborts the model or
 * the tool that is at work, and keeps the message but no reply.
 *
 * ```
 * plain    a-t-t-t-(e|)            a accepted, t stream_token, e eventual_response
 * preamble a-p-t-t-(e|)            p stream_preamble, with a model for it
 * tool     a-c-r-t-t-(e|)          c toolCall and r toolResult, as stream_chunk
 * gated    a-wc------r-t-t-(e|)    w write_confirmation_required
 * ```
 *
 * Errors when the model, the knowledge or the store does.
 */
export function runTurn(turn: Turn): Observable<ServerEvent> {
  const { requestId, session, message, service } = turn;
  const { store, knowledge, events } = service;

  return concat(
    defer(() => of(events.accepted(requestId))),
    store.latest(session.conversationId, HISTORY_MAX).pipe(
      switchMap((history) => {
        const messages = messagesOf(turn, history);
        return store.append(written('inbound', message, turn)).pipe(
          switchMap(() => knowledge.retrieve(questionOf(messages))),
          take(1),
          defaultIfEmpty([]),
          switchMap((documents) => {
            const transcript = new Transcript(documents, messages);
            return concat(converse(turn, transcript), conclude(turn, transcript));
          }),
        );
      }),
      withPreamble(turn),
    ),
  ).pipe(traced(turnSpan(turn)));
}

/** Stores the reply, offers a one-time code if a tool wants one, then sends the reply. */
function conclude(turn: Turn, transcript: Transcript): Observable<ServerEvent> {
  const { requestId, service } = turn;
  return defer(() => {
    const reply = written('outbound', transcript.text, turn);
    const answered$ = defer(() =>
      of(
        service.events.eventualResponse(requestId, {
          messageId: reply.id,
          text: reply.text,
          citations: citationsOf(transcript.documents, transcript.found),
          usage: transcript.usage,
          suggestions: transcript.suggestions,
          directive: transcript.directive,
        }),
      ),
    );
    return service.store
      .append(reply)
      .pipe(switchMap(() => concat(offerOtp(turn, transcript), answered$)));
  });
}

function written(
  direction: StoredMessage['direction'],
  text: string,
  { session: { conversationId }, service: { ids, clock } }: Turn,
): StoredMessage {
  return { id: ids(), conversationId, direction, text, createdAt: clock.now() };
}
