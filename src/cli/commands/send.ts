import { text } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import {
  concatMap,
  defer,
  last,
  map,
  merge,
  of,
  switchMap,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { confirmWrites, type ClientOptions, type TurnEvent, type WritePrompt } from '../../index';
import { MESSAGE_MAX } from '../../protocol';
import { approvalsOn, type Approvals } from '../approval';
import { millisecondsOf } from '../argument';
import type { Running, Start } from '../command';
import { Exit, Failure } from '../failure';
import type { Io } from '../io';
import { messageOf, withMessageOptions, type MessageOptions } from '../message';
import { oneLine, paintFor } from '../paint';
import { turnView } from '../print';
import { shownUrl, talk, urlOf, withTalkOptions, type TalkOptions } from '../talk';
import { isPerson } from '../terminal';

interface SendOptions extends TalkOptions, MessageOptions {
  readonly url?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly no?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
}

export function sendCommand(program: Command, io: Io, start: Start): Command {
  const command = program
    .command('send')
    .summary('ask one thing')
    .description('Sends one message; prints the answer on stdout and all else on stderr.')
    .argument('<message>', '- reads it from stdin')
    .option('--url <url>', 'the server (env SMOOTH_OPERATOR_URL; default: ws://127.0.0.1:8787/ws)')
    .option('--json', 'print each event as a line of JSON instead')
    .addOption(new Option('--yes', 'approve every write').conflicts('no'))
    .option('--no', 'deny every write (default: ask on a terminal, deny elsewhere)')
    .option(
      '--timeout <seconds>',
      'how long connecting, opening the session and the answer may take, each (default: as long as it is not silent for 30)',
      millisecondsOf,
    );
  return withMessageOptions(withTalkOptions(command))
    .addHelpText(
      'after',
      `
Exit codes:
  0 completed                         3 connection refused, lost or unauthorized
  1 failed: the server said no        4 timeout
  2 usage                             130 interrupted

Examples:
  $ smooth-operator send 'How long do I have to return an item?'
  $ smooth-operator send 'Please refund order 1234, $25.50' --yes
  $ echo 'Hello' | smooth-operator send - --json | jq -r .type
`,
    )
    .action((message: string, options: SendOptions) => {
      start(send(io, message, options));
    });
}

function send(io: Io, message: string, options: SendOptions): Running {
  const url = urlOf(options.url, io);
  const isPiped = message === '-';
  const canAsk = !isPiped && isPerson(io.stdin, io.stderr);
  const approvals = approvalsOn(io, io.stderr);
  const { timeout } = options;
  const clientOptions: Partial<ClientOptions> = {
    reconnect: false, // who asks once wants to know at once
    ...(timeout !== undefined && {
      connectTimeout: timeout,
      requestTimeout: timeout,
      turnTimeout: timeout,
    }),
  };
  const exitCode$ = messageFrom(isPiped ? undefined : message, io).pipe(
    switchMap((given) =>
      talk(io, { ...options, url, clientOptions }, (_client, session) => {
        if (options.verbose) io.stderr.write(`(asking ${shownUrl(url)})\n`);
        return messageOf(given, options).pipe(
          concatMap((whole) => session.turn(whole)),
          confirmWrites((prompt) => decide(prompt, approvals, canAsk, options)),
          tap(options.json ? asJson(io) : asText(io, approvals)),
        );
      }),
    ),
    last(null, undefined),
    map((event) => {
      if (event?.type !== 'eventual_response')
        throw new Failure(Exit.FAILED, 'The turn was cancelled.');
      return Exit.COMPLETED;
    }),
  );
  return merge(exitCode$, io.signals$.pipe(map(() => Exit.INTERRUPTED))).pipe(take(1));
}

/** The message, as long as it is one that servers take. */
function messageFrom(given: string | undefined, { stdin }: Io): Observable<string> {
  return (given === undefined ? defer(() => text(stdin)) : of(given)).pipe(
    map((message) => {
      const { length } = message.trimEnd();
      if (length === 0) throw new Failure(Exit.USAGE, 'There is no message to send.');
      if (length <= MESSAGE_MAX) return message.trimEnd();
      throw new Failure(Exit.USAGE, `The message is longer than ${MESSAGE_MAX} characters.`);
    }),
  );
}

/** What becomes of a write: what the options say, or the person; with neither it is denied. */
function decide(
  prompt: WritePrompt,
  { ask, say }: Approvals,
  canAsk: boolean,
  { yes, no }: SendOptions,
): boolean | Observable<boolean> {
  if (canAsk && !yes && !no) return ask(prompt);
  const decision = yes ? 'approved' : no ? 'denied' : 'denied: no terminal to ask on, see --yes';
  say(`  ${decision}: ${oneLine(prompt.actionDescription, 200)}\n`);
  return yes === true;
}

function asJson({ stdout }: Io): (event: TurnEvent) => void {
  return (event) => {
    stdout.write(`${JSON.stringify(event)}\n`);
  };
}

function asText(io: Io, { say }: Approvals): (event: TurnEvent) => void {
  const { stdout, stderr } = io;
  const view = turnView({
    answer: (answer) => {
      say(answer, stdout);
    },
    aside: say,
    paint: paintFor(stderr, io),
    live: stdout.isTTY === true,
  });
  return (event) => {
    if (event.type !== 'error') view.show(event); // what ends the command is told at its end
  };
}
