import type { Command } from 'commander';
import {
  asapScheduler,
  catchError,
  defaultIfEmpty,
  defer,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  observeOn,
  of,
  repeat,
  switchMap,
  take,
  takeUntil,
  tap,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import { CARDS } from '../chat/cards';
import { CHAT_COMMANDS } from '../chat/commands';
import type { Conversation } from '../chat/conversation';
import { turn } from '../chat/turn';
import type { Running, Start } from '../command';
import { Exit, Failure } from '../failure';
import type { Io } from '../io';
import { withMessageOptions, type MessageOptions } from '../message';
import { connectionNotes } from '../notes';
import { paintFor, printable } from '../paint';
import { turnView } from '../print';
import { shownUrl, talk, urlOf, withTalkOptions, type TalkOptions } from '../talk';
import { openTerminal } from '../terminal';
import { withServer } from '../withServer';

interface ChatOptions extends TalkOptions, MessageOptions {
  readonly local?: boolean;
}

const HELP = [
  ...[...CHAT_COMMANDS].map(
    ([name, { takes = '', help }]) => [`/${name} ${takes}`.trim(), help] as const,
  ),
  ['/cancel', 'stop the answer that is being written; so does Ctrl-C'],
  ['/help', 'this'],
  ['/quit', 'leave; so do Ctrl-D, and Ctrl-C where nothing is to stop'],
]
  .map(([command, help]) => `  ${command.padEnd(16)} ${help}\n`)
  .join('');

export function chatCommand(program: Command, io: Io, start: Start): Command {
  const command = program
    .command('chat')
    .summary('have a conversation')
    .description(
      'A conversation in the terminal. Ctrl-C stops an answer, a second one leaves; writes are ' +
        'asked about before they are made.',
    )
    .argument('[url]', 'the server (env SMOOTH_OPERATOR_URL; default: ws://127.0.0.1:8787/ws)')
    .option('--local', 'talk to a server of its own, started for this conversation');
  return withMessageOptions(withTalkOptions(command))
    .addHelpText(
      'after',
      `
In the conversation:
${HELP}
Exit codes:
  0 left     2 usage     3 connection refused, lost for good, or unauthorized

Examples:
  $ smooth-operator chat --local
  $ smooth-operator chat wss://agents.example/ws --name Alice
  $ smooth-operator chat --conversation 1b4e28ba-2fa1-41d2-883f-0016d3cca427
`,
    )
    .action((url: string | undefined, options: ChatOptions) => {
      if (options.local && url !== undefined) {
        throw new Failure(Exit.USAGE, 'Give a URL or --local, not both.');
      }
      start(
        options.local
          ? withServer({ port: 0 }, (server) => chat(io, server.url, options))
          : chat(io, urlOf(url, io), options),
      );
    });
}

function chat(io: Io, url: string, options: ChatOptions): Running {
  const paint = paintFor(io.stdout, io);
  const terminated$ = io.signals$.pipe(
    filter((signal) => signal === 'SIGTERM'),
    map(() => Exit.INTERRUPTED),
  );
  const conversation$ = openTerminal(io, io.stdout).pipe(
    switchMap((terminal) =>
      talk(io, { ...options, url, supports: CARDS }, (client, session) => {
        // The session is opened before the first question, so that what is wrong shows at once.
        const opened$ = session
          .info()
          .pipe(withLatestFrom(session.opened$), takeUntil(terminal.interrupts$));
        return opened$.pipe(
          switchMap(([{ agentName, conversationId }, { resumed }]) => {
            const agent = printable(agentName);
            terminal.say(
              paint.dim(
                `${agent} at ${shownUrl(url)}; /help tells what else there is.\n` +
                  `${aboutHistory(options, resumed, conversationId)}\n`,
              ),
            );
            const view = turnView({
              answer: terminal.say,
              aside: terminal.say,
              paint,
              speaker: `${agent}> `,
              live: true,
            });
            const attached = [...(options.attach ?? [])];
            return converse(
              { terminal, client, session, agent, paint, view, options, attached },
              io,
            );
          }),
          defaultIfEmpty(Exit.INTERRUPTED),
        );
      }),
    ),
  );
  return merge(terminated$, conversation$).pipe(take(1));
}

function aboutHistory({ conversation, local }: ChatOptions, resumed: boolean, id: string): string {
  if (resumed) return 'The conversation goes on; /history shows it.';
  if (local) return 'The server, and what it remembers, ends with this conversation.';
  const lost = conversation ? 'There is no such conversation here; this is a new one. ' : '';
  return `${lost}To come back to it: --conversation ${id}`;
}

/** Takes line after line, until the person leaves or the connection is given up. */
function converse(conversation: Conversation, io: Io): Running {
  const { terminal, client, session, view } = conversation;
  const line$ = defer(() => terminal.ask('you> ')).pipe(
    takeUntil(terminal.interrupts$),
    defaultIfEmpty('/quit'),
  );
  const leaving$ = line$.pipe(
    switchMap((line) => react(line.trim(), conversation)),
    repeat(),
    filter((reaction) => reaction === 'leave'),
    map(() => Exit.COMPLETED),
  );
  const held$ = client.uncorrelated$.pipe(ignoreElements());
  const noted$ = connectionNotes(client).pipe(
    tap((note) => {
      view.closeLine();
      terminal.say(`(${note})\n`, io.stderr);
    }),
    ignoreElements(),
  );
  const givenUp$ = client.state$.pipe(
    filter(({ status }) => status === 'closed'),
    observeOn(asapScheduler), // the session learns of it in the same moment
    switchMap(() => session.info()), // errors, and the error says why
    ignoreElements(),
  );
  return merge(held$, noted$, givenUp$, leaving$).pipe(take(1));
}

type Reaction = 'stay' | 'leave';

function react(line: string, conversation: Conversation): Observable<Reaction> {
  const { terminal } = conversation;
  const say = (text: string) => {
    terminal.say(text);
    return of('stay' as const);
  };
  const [, name, rest = ''] = /^\/(\w+)(?:\s+(.*))?$/.exec(line) ?? [];
  if (line === '') return of('stay');
  if (name === undefined) return thenStay(turn(line, conversation), conversation);
  if (line === '/quit') return of('leave');
  if (line === '/help') return say(HELP);
  if (line === '/cancel') return say('  No answer is being written.\n');
  const command = CHAT_COMMANDS.get(name);
  if (!command) return say(`  There is no /${name}; /help tells what there is.\n`);
  const { takes = '', run } = command;
  if ((takes === '') !== (rest === '')) return say(`  It is /${[name, takes].join(' ').trim()}.\n`);
  return thenStay(run(conversation, rest), conversation);
}

/** Ctrl-C stops the work, what goes wrong with it is told, and the conversation goes on. */
function thenStay(
  work$: Observable<unknown>,
  { terminal, view }: Conversation,
): Observable<Reaction> {
  const interrupted$ = terminal.interrupts$.pipe(
    tap(() => {
      view.stop();
    }),
  );
  return work$.pipe(
    catchError((error: unknown) => {
      view.fail(error);
      return EMPTY;
    }),
    ignoreElements(),
    takeUntil(interrupted$),
    endWith('stay' as const),
  );
}
