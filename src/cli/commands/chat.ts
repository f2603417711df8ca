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
  toArray,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import { confirmWrites, verifyOtp, type Client, type Session } from '../../index';
import { PAGE_LIMIT_DEFAULT, type ConversationMessage } from '../../protocol';
import { askApproval } from '../approval';
import type { Running, Start } from '../command';
import { Exit, Failure } from '../failure';
import type { Io } from '../io';
import { connectionNotes } from '../notes';
import { oneLine, paintFor, printable, type Paint } from '../paint';
import { turnView, type TurnView } from '../print';
import { shownUrl, talk, urlOf, withTalkOptions, type TalkOptions } from '../talk';
import { openTerminal, type Terminal } from '../terminal';
import { withServer } from '../withServer';

interface ChatOptions extends TalkOptions {
  readonly local?: boolean;
}

const COMMANDS = `  /history  what has been said
  /help     this
  /quit     leave; so do Ctrl-D, and Ctrl-C while no answer is being written
  Ctrl-C    stop the answer that is being written
`;

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
  return withTalkOptions(command)
    .addHelpText(
      'after',
      `
In the conversation:
${COMMANDS}
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
      talk(io, { ...options, url }, (client, session) => {
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
            return converse({ io, terminal, client, session, agent, paint });
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

interface Conversation {
  readonly io: Io;
  readonly terminal: Terminal;
  readonly client: Client;
  readonly session: Session;
  readonly agent: string;
  readonly paint: Paint;
}

/** Takes line after line, until the person leaves or the connection is given up. */
function converse(conversation: Conversation): Running {
  const { io, terminal, client, session, agent, paint } = conversation;
  const view = turnView({
    answer: terminal.say,
    aside: terminal.say,
    paint,
    speaker: `${agent}> `,
    live: true,
  });
  const line$ = defer(() => terminal.ask('you> ')).pipe(
    takeUntil(terminal.interrupts$),
    defaultIfEmpty('/quit'),
  );
  const leaving$ = line$.pipe(
    switchMap((line) => react(line.trim(), conversation, view)),
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

function react(line: string, conversation: Conversation, view: TurnView): Observable<Reaction> {
  const { terminal } = conversation;
  switch (line) {
    case '':
      return of('stay');
    case '/quit':
      return of('leave');
    case '/help':
      terminal.say(COMMANDS);
      return of('stay');
    case '/history':
      return history(conversation, view);
    default:
      if (/^\/\w+$/.test(line)) {
        terminal.say(`  There is no ${line}; /help tells what there is.\n`);
        return of('stay');
      }
      return turn(line, conversation, view);
  }
}

function turn(
  message: string,
  { terminal, session }: Conversation,
  view: TurnView,
): Observable<Reaction> {
  const turn$ = session.turn(message).pipe(
    confirmWrites((prompt) => askApproval(terminal, prompt)),
    verifyOtp(({ maskedDestination }) =>
      terminal.ask(`  code sent to ${oneLine(maskedDestination, 60)}: `, true),
    ),
    tap(view.show),
  );
  return thenStay(turn$, terminal, view);
}

function history(
  { terminal, session, agent, paint }: Conversation,
  view: TurnView,
): Observable<Reaction> {
  const shown = ({ direction, content }: ConversationMessage) =>
    `  ${direction === 'inbound' ? 'you' : agent}> ${oneLine(content.text ?? '', 200)}\n`;
  const history$ = session.history().pipe(
    take(PAGE_LIMIT_DEFAULT),
    toArray(),
    tap((messages) => {
      terminal.say(paint.dim(messages.map(shown).reverse().join('') || '  Nothing yet.\n'));
    }),
  );
  return thenStay(history$, terminal, view);
}

/** Ctrl-C stops the work, what goes wrong with it is told, and the conversation goes on. */
function thenStay(
  work$: Observable<unknown>,
  { interrupts$ }: Terminal,
  view: TurnView,
): Observable<Reaction> {
  const interrupted$ = interrupts$.pipe(
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
