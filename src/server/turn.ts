import {
  concat,
  defaultIfEmpty,
  defer,
  ignoreElements,
  of,
  switchMap,
  take,
  type Observable,
} from 'rxjs';
import type { ServerEvent } from '../protocol';
import { citationsOf } from './citations';
import { converse } from './converse';
import type { ChatMessage } from './model';
import type { Service } from './service';
import type { StoredMessage } from './store';
import { questionOf } from './text/question';
import { Transcript, type Turn } from './transcript';

/** How many of the latest messages the model is reminded of. */
const HISTORY_MAX = 50;

/**
 * One turn, from the user's message to the stored reply. Cold; unsubscribing aborts the model or
 * the tool that is at work, and keeps the message but no reply.
 *
 * ```
 * plain    a-t-t-t-(e|)            a accepted, t stream_token, e eventual_response
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
        const inbound = written('inbound', message, turn);
        const conversation = [...history, inbound].map(asChatMessage);
        return concat(
          store.append(inbound).pipe(ignoreElements()),
          defer(() => knowledge.retrieve(questionOf(conversation))).pipe(
            take(1),
            defaultIfEmpty([]),
            switchMap((documents) => {
              const transcript = new Transcript(documents, [
                instructions(service),
                ...conversation,
              ]);
              return concat(converse(turn, transcript), conclude(turn, transcript));
            }),
          ),
        );
      }),
    ),
  );
}

/** Stores the reply, then sends it. */
function conclude(turn: Turn, transcript: Transcript): Observable<ServerEvent> {
  const { requestId, service } = turn;
  return defer(() => {
    const reply = written('outbound', transcript.text, turn);
    return concat(
      service.store.append(reply).pipe(ignoreElements()),
      defer(() =>
        of(
          service.events.eventualResponse(requestId, {
            messageId: reply.id,
            text: reply.text,
            citations: citationsOf(transcript.documents),
            usage: transcript.usage,
            suggestions: [],
            directive: transcript.directive,
          }),
        ),
      ),
    );
  });
}

function written(
  direction: StoredMessage['direction'],
  text: string,
  { session: { conversationId }, service: { ids, clock } }: Turn,
): StoredMessage {
  return { id: ids(), conversationId, direction, text, createdAt: clock.now() };
}

function instructions({ agentName }: Service): ChatMessage {
  return {
    role: 'system',
    content: `You are ${agentName}. Answer from the documents you are given, and say so when they do not hold the answer.`,
  };
}

function asChatMessage({ direction, text }: StoredMessage): ChatMessage {
  return { role: direction === 'inbound' ? 'user' : 'assistant', content: text };
}
