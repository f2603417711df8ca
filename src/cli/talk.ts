import type { Command } from 'commander';
import {
  catchError,
  defer,
  EMPTY,
  filter,
  finalize,
  map,
  merge,
  noop,
  take,
  throwError,
  type Observable,
} from 'rxjs';
import {
  createClient,
  isSmoothOperatorError,
  type Client,
  type ClientOptions,
  type Session,
  type SessionOptions,
  type SmoothOperatorError,
} from '../index';
import { nodeSocket } from '../node';
import { exitCodeOf, Failure } from './failure';
import type { Io } from './io';
import { oddityNotes } from './notes';

/** Where `serve` listens unless it is told otherwise. */
const DEFAULT_URL = 'ws://127.0.0.1:8787/ws';

/** The agent that is asked for when nobody says which. */
export const DEFAULT_AGENT_ID = '6f1c0f52-3d0e-4b5c-9a77-1d2b8c4e90a5';

/** What the commands that talk to a server have in common. */
export interface TalkOptions {
  readonly token?: string;
  readonly agentId: string;
  readonly conversation?: string;
  readonly name?: string;
  readonly email?: string;
  readonly verbose?: boolean;
}

export function withTalkOptions(command: Command): Command {
  return command
    .option(
      '--token <token>',
      'credentials for the server (env SMOOTH_OPERATOR_TOKEN, which nobody else can see)',
    )
    .option('--agent-id <id>', 'which agent to talk to', DEFAULT_AGENT_ID)
    .option('--conversation <id>', 'go on with an earlier conversation')
    .option('--name <name>', 'your name, for the agent')
    .option('--email <address>', 'your address, where one-time codes can go')
    .option('--verbose', 'say more on stderr');
}

/** The server to talk to: as given, or from the environment, or the one `serve` starts. */
export function urlOf(given: string | undefined, { env }: Io): string {
  return given ?? env['SMOOTH_OPERATOR_URL'] ?? DEFAULT_URL;
}

/** A URL as it may be shown: without credentials. */
export function shownUrl(url: string): string {
  return url.replace(/([?&]token=)[^&#]*/gi, '$1***').replace(/^(\w+:\/\/)[^/?#]*@/, '$1***@');
}

/** Who talks to whom. */
export function sessionOptionsOf(options: TalkOptions): SessionOptions {
  return {
    agentId: options.agentId,
    ...(options.conversation && { conversationId: options.conversation }),
    ...(options.name && { userName: options.name }),
    ...(options.email && { userEmail: options.email }),
  };
}

interface Talk extends TalkOptions {
  readonly url: string;
  readonly clientOptions?: Partial<ClientOptions>;
  /** The cards that can be answered. @defaultValue none */
  readonly supports?: readonly string[];
  /** Says a line beside the conversation. @defaultValue on stderr */
  readonly say?: (line: string) => void;
}

/**
 * Runs a conversation over a client of its own. The client is closed when `use` ends, however it
 * does.
 */
export function talk<T>(
  io: Io,
  {
    url,
    clientOptions,
    supports,
    say = (line) => void io.stderr.write(`${line}\n`),
    ...options
  }: Talk,
  use: (client: Client, session: Session) => Observable<T>,
): Observable<T> {
  return defer(() => {
    const token = options.token ?? io.env['SMOOTH_OPERATOR_TOKEN'];
    const client = createClient({
      url,
      socket: nodeSocket(),
      ...(token && { token }),
      ...clientOptions,
    });
    const session = client.session({
      ...sessionOptionsOf(options),
      ...(supports && { supports: [...supports] }),
    });
    const notes$ = merge(
      options.verbose ? oddityNotes(client) : EMPTY,
      unknownConversation(session, options.conversation),
    );
    const noting = notes$.subscribe({
      next: (note) => {
        say(`(${note})`);
      },
      error: noop,
    });
    return use(client, session).pipe(
      catchError((error: unknown) => throwError(() => located(error, url))),
      finalize(() => {
        noting.unsubscribe();
        client.close();
      }),
    );
  });
}

/** Says so where an earlier conversation was asked for, and another one was begun. */
function unknownConversation({ opened$ }: Session, wanted: string | undefined): Observable<string> {
  if (wanted === undefined) return EMPTY;
  return opened$.pipe(
    take(1),
    filter(({ resumed }) => !resumed),
    map(() => `there is no conversation ${wanted} here: this is a new one`),
  );
}

const UNREACHED: ReadonlySet<string> = new Set(['connection', 'offline', 'unauthorized']);

/** An error of reaching the server says which server. */
function located(error: unknown, url: string): unknown {
  if (!isSmoothOperatorError(error) || !UNREACHED.has(error.kind)) return error;
  return new Failure(exitCodeOf(error), `${shownUrl(url)}: ${error.message}${hintOn(error)}`, {
    cause: error,
  });
}

/** What to do about it. */
function hintOn({ kind, message }: SmoothOperatorError): string {
  if (message.includes('ECONNREFUSED'))
    return ' Is a server running there? smooth-operator serve starts one.';
  if (kind === 'unauthorized')
    return ' Its credentials go into --token, or into SMOOTH_OPERATOR_TOKEN.';
  if (/HTTP (400|404)\b/.test(message))
    return ' Is that its path? That of smooth-operator serve is /ws.';
  return '';
}
