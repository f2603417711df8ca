import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY, filter, firstValueFrom, of, skip, type Observable } from 'rxjs';
import { afterEach, beforeEach, expect } from 'vitest';
import type { ClientAction, SendMessage } from 'smooth-operator-rx/protocol';
import {
  event,
  startScriptedServer,
  type Frame,
  type ScriptedServer,
} from 'smooth-operator-rx/testing';

/** The files of a batch, in a folder of their own that is gone after each test. */
export interface BatchFiles {
  readonly folder: string;
  readonly input: string;
  readonly output: string;
  readonly failures: string;
}

export function batchFiles(): BatchFiles {
  const files = { folder: '', input: '', output: '', failures: '' };
  beforeEach(async () => {
    files.folder = await mkdtemp(join(tmpdir(), 'batch-'));
    files.input = join(files.folder, 'in.ndjson');
    files.output = join(files.folder, 'out.ndjson');
    files.failures = `${files.output}.failed.ndjson`;
  });
  afterEach(() => rm(files.folder, { recursive: true }));
  return files;
}

export const ndjson = (...lines: readonly unknown[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** What the lines of a file say, each of which has to be whole. */
export async function linesOf(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, 'utf8');
  expect(text.slice(-1)).toBe(text && '\n');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export const idsOf = async (path: string) => (await linesOf(path)).map(({ id }) => id);

export const written = (path: string, ...lines: readonly unknown[]) =>
  writeFile(path, ndjson(...lines));

/** A server that opens sessions, and answers a message with these frames. */
export async function answeringWith(
  frames: (action: SendMessage, socket: number) => Observable<Frame>,
): Promise<ScriptedServer> {
  let conversations = 0;
  return startScriptedServer({
    answer: (action, socket) => {
      if (action.action === 'ping') return of(event.pong(action));
      if (action.action === 'create_conversation_session') {
        const { conversationId = `conversation-${++conversations}` } = action;
        return event.sessionCreated(action, { conversationId });
      }
      if (action.action === 'get_conversation_messages') {
        return of(event.immediateResponse(action, { messages: [], hasMore: false }));
      }
      return action.action === 'send_message' ? frames(action, socket) : EMPTY;
    },
  });
}

/** Answers with what was said. */
export const echo = (action: SendMessage): Observable<Frame> =>
  of(event.accepted(action), event.eventualResponse(action, { text: `${action.message}!` }));

/** The actions of a kind that have been sent so far. */
export function sentSoFar<A extends ClientAction['action']>(
  { sent$ }: ScriptedServer,
  tag: A,
): Extract<ClientAction, { action: A }>[] {
  const sent: ClientAction[] = [];
  sent$.subscribe((action) => sent.push(action)).unsubscribe();
  return sent.filter((action) => action.action === tag) as Extract<ClientAction, { action: A }>[];
}

export const messagesOf = (server: ScriptedServer) =>
  sentSoFar(server, 'send_message').map(({ message }) => message);

/** Resolves once so many messages have been sent. */
export const messagesSent = ({ sent$ }: ScriptedServer, count: number) =>
  firstValueFrom(
    sent$.pipe(
      filter(({ action }) => action === 'send_message'),
      skip(count - 1),
    ),
  );
