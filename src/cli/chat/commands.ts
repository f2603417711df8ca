import { statSync } from 'node:fs';
import { defer, EMPTY, switchMap, take, tap, toArray, type Observable } from 'rxjs';
import { PAGE_LIMIT_DEFAULT, type ConversationMessage } from '../../protocol';
import { oneLine } from '../paint';
import type { Conversation } from './conversation';

/** What can be typed instead of a message. */
export interface ChatCommand {
  /** What follows its name, for the help. @defaultValue nothing may */
  readonly takes?: string;
  readonly help: string;
  /** Cold; what goes wrong is told, and the conversation goes on. */
  readonly run: (conversation: Conversation, rest: string) => Observable<unknown>;
}

/** Every command but those that end something, by its name. A further one is one entry. */
export const CHAT_COMMANDS: ReadonlyMap<string, ChatCommand> = new Map<string, ChatCommand>([
  ['history', { help: 'what has been said', run: showHistory }],
  [
    'conversations',
    { help: 'the conversations you have had, newest first', run: showConversations },
  ],
  ['rename', { takes: '<title>', help: 'give this conversation a title', run: rename }],
  ['attach', { takes: '<file>', help: 'send a file along with the next message', run: attach }],
]);

function showHistory({ terminal, session, agent, paint }: Conversation): Observable<unknown> {
  const shown = ({ direction, content }: ConversationMessage) =>
    `  ${direction === 'inbound' ? 'you' : agent}> ${oneLine(content.text ?? '', 200)}\n`;
  return session.history().pipe(
    take(PAGE_LIMIT_DEFAULT),
    toArray(),
    tap((messages) => {
      terminal.say(paint.dim(messages.map(shown).reverse().join('') || '  Nothing yet.\n'));
    }),
  );
}

function showConversations({ terminal, client, paint }: Conversation): Observable<unknown> {
  return client.listConversations().pipe(
    tap((conversations) => {
      const shown = conversations.map(
        ({ conversationId, title, messageCount }) =>
          `  ${conversationId}  ${oneLine(title, 60)} (${messageCount})\n`,
      );
      terminal.say(paint.dim(shown.join('') || '  None yet.\n'));
    }),
  );
}

function rename({ terminal, client, session }: Conversation, title: string): Observable<unknown> {
  return session.opened$.pipe(
    take(1),
    switchMap(({ conversationId }) => client.renameConversation(conversationId, title)),
    tap(({ title: named }) => {
      terminal.say(`  This conversation is now called ${oneLine(named, 60)}.\n`);
    }),
  );
}

function attach({ terminal, attached }: Conversation, file: string): Observable<unknown> {
  return defer(() => {
    const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
    if (isFile) attached.push(file);
    terminal.say(
      isFile
        ? `  ${oneLine(attached.join(', '), 200)}: goes with your next message.\n`
        : `  There is no file ${oneLine(file, 200)}.\n`,
    );
    return EMPTY;
  });
}
