import { filter, lastValueFrom, Observable, of, ReplaySubject, Subject, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import { serverEventCodecs, type ServerEvent } from '../../src/protocol';
import type { Caller } from '../../src/server/access/admission';
import { serve } from '../../src/server/connection';
import type { LogEntry } from '../../src/server/log';
import type { ChatModel, ChatRequest, ModelOutput } from '../../src/server/model';
import type { ServerOptions } from '../../src/server/options';
import { serviceOf, type Service } from '../../src/server/service';
import { settingsOf } from '../../src/server/settings';
import type { Tool } from '../../src/server/tools';

/** A service whose ids count up and whose clock stands still. */
export function service(options: ServerOptions = {}): Service {
  let count = 0;
  return serviceOf(
    settingsOf({ ids: () => `id-${++count}`, clock: { now: () => 1_700_000_000_000 }, ...options }),
  );
}

/** An event as it was sent: of the published shape, exactly. */
export function eventOf(text: string): ServerEvent {
  const event = JSON.parse(text) as ServerEvent;
  const codec = serverEventCodecs[event.type];
  expect(codec.is(event), text).toBe(true);
  expect(codec.encode(event as never), 'an event has no further fields').toEqual(event);
  return event;
}

/** What a connection sends when it receives these frames: objects as JSON, the rest as it is. */
export function sentFor(
  frames$: Observable<unknown>,
  on: Service,
  caller?: Caller,
): Observable<ServerEvent> {
  return new Observable((subscriber) =>
    serve(
      {
        frames$: new Observable((frames) =>
          frames$.subscribe({
            next: (frame) => {
              frames.next(frameOf(frame));
            },
            complete: () => {
              frames.complete();
            },
          }),
        ),
        send: (text) => {
          subscriber.next(eventOf(text));
        },
      },
      on,
      caller,
    ).subscribe({
      error: (error: unknown) => {
        subscriber.error(error);
      },
      complete: () => {
        subscriber.complete();
      },
    }),
  );
}

/** A connection in memory. */
export interface Client {
  readonly events: readonly ServerEvent[];
  /** Sends a frame, and gives what it was answered with at once. */
  send(frame: unknown): ServerEvent[];
  readonly leave: () => void;
}

export function connect(on: Service, caller?: Caller): Client {
  const frames$ = new Subject<unknown>();
  const events: ServerEvent[] = [];
  sentFor(frames$, on, caller).subscribe({
    next: (event) => {
      events.push(event);
    },
    error: (error: unknown) => {
      throw error;
    },
  });
  return {
    events,
    send: (frame) => {
      const before = events.length;
      frames$.next(frame);
      return events.slice(before);
    },
    leave: () => {
      frames$.complete();
    },
  };
}

export const create = (fields: object = {}) => ({
  action: 'create_conversation_session',
  requestId: 'create',
  agentId: 'agent',
  ...fields,
});

/** Opens a session, and gives its ids. */
export function open(client: Client, fields: object = {}) {
  const [answer] = client.send(create(fields));
  if (answer?.type !== 'immediate_response') throw new Error('no session was opened');
  return answer.data as { sessionId: string; conversationId: string };
}

export const say = (sessionId: string, message = 'Hello', fields: object = {}) => ({
  action: 'send_message',
  requestId: 'turn',
  sessionId,
  message,
  ...fields,
});

export const confirm = (sessionId: string, approved: boolean, requestId = 'confirm') => ({
  action: 'confirm_tool_action',
  requestId,
  sessionId,
  approved,
});

/** One word per event: enough to see the order of a turn. */
export function labelOf(event: ServerEvent): string {
  switch (event.type) {
    case 'immediate_response':
      return event.status === 202 ? 'accepted' : 'answered';
    case 'stream_chunk':
      return Object.keys(event.data.state.rawResponse as object)[0] ?? 'chunk';
    case 'error':
      return event.data.error.code;
    default:
      return event.type;
  }
}

export const labelsOf = (events: readonly ServerEvent[]) => events.map(labelOf);

/** The first event of a type. */
export function only<T extends ServerEvent['type']>(
  events: readonly ServerEvent[],
  type: T,
): Extract<ServerEvent, { type: T }> {
  const found = events.filter((event) => event.type === type);
  expect(found, `one ${type}`).toHaveLength(1);
  return found[0] as Extract<ServerEvent, { type: T }>;
}

export function codeOf(events: readonly ServerEvent[]): string {
  return only(events, 'error').data.error.code;
}

/** A model made of one function, which keeps what it was asked. */
export function modelOf(
  complete: (request: ChatRequest, call: number) => Observable<ModelOutput>,
): ChatModel & { readonly requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  return {
    requests,
    complete: (request) => complete(request, requests.push(request)),
  };
}

export const token = (text: string): ModelOutput => ({ kind: 'token', text });

export function tool(name: string, run: Tool['run'], fields: Partial<Tool> = {}): Tool {
  const parameters = { type: 'object', properties: {} } as const;
  return { name, description: `Does ${name}.`, parameters, run, ...fields };
}

/** A model that calls one tool, then says what came of it. */
export function callsThenTells(name: string, args: Record<string, unknown> = {}): ChatModel {
  return modelOf(({ messages }) => {
    const last = messages.at(-1);
    return last?.role === 'tool'
      ? of(token(last.content))
      : of({ kind: 'toolCall', id: 'call', name, arguments: args } as const);
  });
}

/** Something that never ends, and tells when it is given up. */
export function hanging(first: ModelOutput[] = []): {
  readonly output$: Observable<ModelOutput>;
  readonly state: { subscribed: number; aborted: number };
} {
  const state = { subscribed: 0, aborted: 0 };
  return {
    state,
    output$: new Observable((subscriber) => {
      state.subscribed++;
      for (const output of first) subscriber.next(output);
      return () => {
        state.aborted++;
      };
    }),
  };
}

/** A log to look at, and to wait on for so many entries of a kind. */
export function logged() {
  const entries: LogEntry[] = [];
  const entries$ = new ReplaySubject<LogEntry>(Infinity);
  return {
    entries,
    onLog: (entry: LogEntry) => {
      entries.push(entry);
      entries$.next(entry);
    },
    until: (kind: LogEntry['kind'], count = 1) =>
      lastValueFrom(
        entries$.pipe(
          filter((entry) => entry.kind === kind),
          take(count),
        ),
      ),
  };
}

export function marbles(run: Parameters<TestScheduler['run']>[0]): void {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(run);
}

function frameOf(frame: unknown): string | Uint8Array {
  return typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame);
}
