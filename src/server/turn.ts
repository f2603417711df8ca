import {
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  from,
  ignoreElements,
  map,
  mergeMap,
  of,
  switchMap,
  take,
  type Observable,
} from 'rxjs';
import type { ServerEvent } from '../protocol';
import { citationsOf } from './citations';
import type { Passage } from './knowledge';
import { ModelError, type ChatMessage, type ModelOutput, type ToolCall, type Usage } from './model';
import type { Service } from './service';
import type { Session, StoredMessage } from './store';
import { questionOf } from './text/question';
import { callTool } from './tools/callTool';

/** How many of the latest messages the model is reminded of. */
const HISTORY_MAX = 50;
/** The longest answer asked of a model, in tokens. */
const ANSWER_MAX_TOKENS = 8192;

export interface TurnInput {
  readonly requestId: string;
  readonly session: Session;
  readonly message: string;
}

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
export function runTurn(
  { requestId, session, message }: TurnInput,
  service: Service,
): Observable<ServerEvent> {
  const { store, knowledge, events, clock, ids } = service;
  const { conversationId } = session;
  const written = (direction: StoredMessage['direction'], text: string): StoredMessage => ({
    id: ids(),
    conversationId,
    direction,
    text,
    createdAt: clock.now(),
  });

  const replied = (transcript: Transcript, passages: readonly Passage[]) =>
    defer(() => {
      const reply = written('outbound', transcript.text);
      return concat(
        store.append(reply).pipe(ignoreElements()),
        defer(() =>
          of(
            events.eventualResponse(requestId, {
              messageId: reply.id,
              text: reply.text,
              citations: citationsOf(passages),
              usage: transcript.usage,
            }),
          ),
        ),
      );
    });

  return concat(
    defer(() => of(events.accepted(requestId))),
    store.latest(conversationId, HISTORY_MAX).pipe(
      switchMap((history) => {
        const inbound = written('inbound', message);
        const conversation = [...history, inbound].map(asChatMessage);
        return concat(
          store.append(inbound).pipe(ignoreElements()),
          defer(() => knowledge.retrieve(questionOf(conversation))).pipe(
            take(1),
            defaultIfEmpty([]),
            switchMap((passages) => {
              const transcript = new Transcript([instructions(service), ...conversation]);
              return concat(
                converse(transcript, passages, requestId, session, service),
                replied(transcript, passages),
              );
            }),
          ),
        );
      }),
    ),
  );
}

/** What the model has read and said in a turn so far. */
class Transcript {
  text = '';
  usage: Usage | undefined;

  constructor(readonly messages: ChatMessage[]) {}

  add({ promptTokens, completionTokens, costUsd }: Usage): void {
    const sum = this.usage;
    this.usage = {
      promptTokens: promptTokens + (sum?.promptTokens ?? 0),
      completionTokens: completionTokens + (sum?.completionTokens ?? 0),
      ...((costUsd ?? sum?.costUsd) !== undefined && {
        costUsd: (costUsd ?? 0) + (sum?.costUsd ?? 0),
      }),
    };
  }
}

/** Calls the model, then the tools it asks for, then the model again, until it asks for none. */
function converse(
  transcript: Transcript,
  documents: readonly Passage[],
  requestId: string,
  session: Session,
  service: Service,
  iteration = 1,
): Observable<ServerEvent> {
  const { model, tools, events, maxIterations } = service;

  return defer(() => {
    if (iteration > maxIterations) {
      throw new ModelError(
        `The agent stopped after ${maxIterations} model calls without an answer.`,
      );
    }
    const calls: ToolCall[] = [];
    let said = '';

    const heard = (output: ModelOutput): Observable<ServerEvent> => {
      switch (output.kind) {
        case 'token': {
          // What was said before a tool ran stays a paragraph of its own.
          const apart = said === '' && transcript.text !== '' ? '\n\n' : '';
          said += output.text;
          transcript.text += apart + output.text;
          return from([apart, output.text].filter(Boolean)).pipe(
            map((text) => events.streamToken(requestId, text)),
          );
        }
        case 'reasoning':
          return of(events.streamReasoning(requestId, output.text));
        case 'toolCall':
          calls.push({ id: output.id, name: output.name, arguments: output.arguments });
          return EMPTY;
        case 'usage':
          transcript.add(output);
          return EMPTY;
      }
    };

    const callTools = defer(() => {
      if (calls.length === 0) return EMPTY;
      transcript.messages.push({ role: 'assistant', content: said, toolCalls: calls });
      return concat(
        ...calls.map((call) =>
          callTool(call, requestId, session, service, (content) => {
            transcript.messages.push({ role: 'tool', content, toolCallId: call.id });
          }),
        ),
        converse(transcript, documents, requestId, session, service, iteration + 1),
      );
    });

    return concat(
      model
        .complete({
          messages: [...transcript.messages],
          tools: [...tools.values()],
          maxTokens: ANSWER_MAX_TOKENS,
          documents,
        })
        .pipe(mergeMap(heard)),
      callTools,
    );
  });
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
