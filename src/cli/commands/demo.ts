import type { Command } from 'commander';
import {
  asyncScheduler,
  concat,
  defer,
  ignoreElements,
  map,
  merge,
  of,
  take,
  tap,
  timer,
  timestamp,
  toArray,
  type Observable,
} from 'rxjs';
import { confirmWrites, type Session, type TurnEvent, type WritePrompt } from '../../index';
import { extractiveModel } from '../../server';
import { replyText, toolActivity, type Citation } from '../../protocol';
import { approvalQuestion, approvalsOn, type Approvals } from '../approval';
import type { Running, Start } from '../command';
import { Exit, Failure } from '../failure';
import type { Io } from '../io';
import { paintFor, type Paint } from '../paint';
import { turnView } from '../print';
import { DEFAULT_AGENT_ID, talk } from '../talk';
import { isPerson } from '../terminal';
import { LEGEND, turnMarbles } from '../turnMarbles';
import { withServer } from '../withServer';

/** Fast enough not to bore, slow enough to be seen. Milliseconds. */
const TOKEN_DELAY = 30;
/** How long a person who is not there takes to approve, in milliseconds. */
const THINKING = 600;
const MARBLES_WIDTH = 66;

const QUESTION = 'How long do I have to return an item?';

export function demoCommand(program: Command, io: Io, start: Start): Command {
  return program
    .command('demo')
    .summary('watch a conversation, with nothing set up')
    .description(
      'Starts a server, has a conversation of three turns with it over a real WebSocket, and shows ' +
        'each turn with the times of its events. Needs no key and no network.',
    )
    .addHelpText(
      'after',
      `
Exit codes: 0 all went as it should, 1 it did not, 130 interrupted.

Example:
  $ smooth-operator demo
`,
    )
    .action(() => {
      start(demo(io));
    });
}

function demo(io: Io): Running {
  const paint = paintFor(io.stdout, io);
  const approvals = approvalsOn(io, io.stdout);
  const say = (text: string) => {
    approvals.say(`${text}\n`);
  };
  const model = extractiveModel({ tokenDelay: TOKEN_DELAY });
  const shown$ = withServer({ port: 0, model }, ({ url }) =>
    talk(io, { agentId: DEFAULT_AGENT_ID, url }, (_client, session) => {
      say(`A server with an embedded model listens on ${url}.`);
      say('Below each turn its events, on a time axis of its own:');
      for (const line of LEGEND) say(paint.dim(`  ${line}`));
      const results$ = ACTS.map((act) => play(act, session, { io, paint, approvals, say }));
      return concat(...results$).pipe(
        toArray(),
        tap((results) => {
          say(`\nOne session, three turns: ${results.join(', ')}.`);
          say('Next: npx smooth-operator chat --local, or the first program in README.md.');
        }),
      );
    }),
  );
  return merge(
    concat(shown$.pipe(ignoreElements()), of(Exit.COMPLETED)),
    io.signals$.pipe(map(() => Exit.INTERRUPTED)),
  ).pipe(take(1));
}

interface Stage {
  readonly io: Io;
  readonly paint: Paint;
  readonly approvals: Approvals;
  readonly say: (text: string) => void;
}

/** One turn of the demo. `result` says in a word what it has shown; `undefined` means it has not. */
interface Act {
  readonly message: string;
  readonly shows: string;
  readonly result: (turn: Turn) => string | undefined;
}

interface Turn {
  readonly events: readonly TurnEvent[];
  readonly reply: string;
  readonly citations: readonly Citation[];
}

const ACTS: readonly Act[] = [
  {
    message: QUESTION,
    shows: 'an answer in tokens that cites the returns policy with its 17 days',
    result: ({ events, reply, citations }) => {
      const source = citations.find(({ title }) => title === 'policies/returns.md');
      const isStreamed = events.filter(({ type }) => type === 'stream_token').length > 1;
      const isRight = reply.includes('17') && source?.snippet.includes('17 days');
      return isStreamed && isRight ? 'cited its source' : undefined;
    },
  },
  {
    message: 'And what was my question again?',
    shows: 'that the first turn is remembered',
    result: ({ reply }) => (reply.includes(QUESTION) ? 'remembered' : undefined),
  },
  {
    message: 'Please refund order 1234, $25.50',
    shows: 'a refund that waits for approval and goes on once it has it',
    result: ({ events, reply }) => {
      const types = events.map(({ type }) => type);
      const outcome = events
        .map((event) => (event.type === 'stream_chunk' ? toolActivity(event) : undefined))
        .find((activity) => activity?.kind === 'result');
      if (!types.includes('write_confirmation_required') || outcome?.kind !== 'result') {
        return undefined;
      }
      if (outcome.isError) return 'denied: nothing was refunded';
      return reply.includes('25.50') ? 'refunded once approved' : undefined;
    },
  },
];

/** Plays one act and emits its result; errors when it has not shown what it should. */
function play({ message, shows, result }: Act, session: Session, stage: Stage): Observable<string> {
  const { paint, approvals, say } = stage;
  return defer(() => {
    const view = turnView({
      answer: approvals.say,
      aside: approvals.say,
      paint,
      speaker: 'agent> ',
      live: true,
    });
    say(`\n${paint.bold('you>')} ${message}`);
    const start = asyncScheduler.now();
    return session.turn(message).pipe(
      confirmWrites((prompt) => approve(prompt, stage)),
      tap(view.show),
      timestamp(),
      toArray(),
      map((timed) => {
        const seconds = ((timed.at(-1)?.timestamp ?? start) - start) / 1000;
        const marbles = turnMarbles(timed, start, MARBLES_WIDTH);
        say(paint.dim(`  ${marbles}  ${seconds.toFixed(2)} s`));
        const shown = result(turnOf(timed.map(({ value }) => value)));
        if (shown !== undefined) return shown;
        throw new Failure(Exit.FAILED, `The demo was to show ${shows}, and did not.`);
      }),
    );
  });
}

function turnOf(events: readonly TurnEvent[]): Turn {
  const last = events.at(-1);
  if (last?.type !== 'eventual_response') return { events, reply: '', citations: [] };
  const { response, citations = [] } = last.data.data;
  return { events, reply: replyText(response), citations };
}

/** Asks whoever watches; where nobody does, approves after a moment and says so. */
function approve(prompt: WritePrompt, { io, paint, approvals, say }: Stage): Observable<boolean> {
  if (isPerson(io.stdin, io.stdout)) return approvals.ask(prompt);
  return timer(THINKING).pipe(
    map(() => true),
    tap(() => {
      say(`${approvalQuestion(prompt)}y ${paint.dim('(nobody to ask here: approved by itself)')}`);
    }),
  );
}
