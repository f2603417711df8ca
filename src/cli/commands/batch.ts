import { Option, type Command } from 'commander';
import { defaultIfEmpty, defer, map, switchMap, takeUntil } from 'rxjs';
import { millisecondsOf, wholeNumber } from '../argument';
import { answerAll, type AnswerOptions } from '../batch/answerAll';
import { STANDARD, survey, type Paths } from '../batch/files';
import type { Running, Start } from '../command';
import { Exit } from '../failure';
import type { Io } from '../io';
import { talk, urlOf, withTalkOptions } from '../talk';
import { withServer } from '../withServer';

interface BatchOptions extends Omit<AnswerOptions, 'url'> {
  readonly url?: string;
  readonly local?: boolean;
  readonly failed?: string;
}

/** As many sockets as a server gives one address. */
const CONCURRENCY_MAX = 1_000;
/** More would only hide that something is wrong. */
const RETRIES_MAX = 100;

export function batchCommand(program: Command, io: Io, start: Start): Command {
  const command = program
    .command('batch')
    .summary('ask all that is in a file')
    .description(
      'Asks the prompts of a file, several at once and each in a conversation of its own, and ' +
        'writes the answers to another file as they come. Stopped or killed, the same command ' +
        'goes on where it was: what has its answer is not asked again.',
    )
    .argument('<in>', 'the prompts, a line of JSON each; - reads stdin')
    .argument('<out>', 'where the answers are added, a line of JSON each; - is stdout')
    .option('--url <url>', 'the server (env SMOOTH_OPERATOR_URL; default: ws://127.0.0.1:8787/ws)')
    .addOption(new Option('--local', 'ask a server of its own, started for this').conflicts('url'))
    .addOption(
      new Option('--concurrency <n>', 'how many prompts are asked at once, over a socket each')
        .argParser(wholeNumber(1, CONCURRENCY_MAX))
        .default(4),
    )
    .addOption(
      new Option('--retries <n>', 'how often a prompt is asked again when that can help')
        .argParser(wholeNumber(0, RETRIES_MAX))
        .default(2),
    )
    .option('--failed <file>', 'where prompts without an answer go (default: <out>.failed.ndjson)')
    .addOption(
      new Option(
        '--approve <answer>',
        'what writes that wait for approval are told (default: no, and that is said once)',
      ).choices(['yes', 'no']),
    )
    .addOption(
      new Option('--wait <seconds>', 'how long a server that was lost is waited for')
        .argParser(millisecondsOf)
        .default(300_000, '300'),
    );
  return withTalkOptions(command)
    .addHelpText(
      'after',
      `
A line of <in> is "text", or an object: { "message": "text" }, with an "id" and
the other fields of a message (model, skill, images, files) if you like. Without
an id the number of the line is the id.

A line of <out> is { "id", "text" } and what else the server said: "usage",
"citations". They stand in the order in which they came. The failed file, begun
anew by each run, has { "id", "line", "error": { "kind", "code", "message" } }.

Ctrl-C stops once what is being asked is answered, a second one at once. Then,
or after a kill, run the same command again: it asks what has no answer in
<out>, also what was being asked when it was killed.

Exit codes:
  0 all answered                      3 connection refused, lost or unauthorized
  1 some failed, or a file did        4 the server did not answer in time
  2 usage                             130 interrupted

Examples:
  $ echo '"How long do I have to return an item?"' > in.ndjson
  $ smooth-operator batch in.ndjson out.ndjson --local
  $ jq -Rc . prompts.txt | smooth-operator batch - out.ndjson --concurrency 16
  $ smooth-operator batch in.ndjson - --local | jq -r .text
`,
    )
    .action((input: string, output: string, { url, local, ...options }: BatchOptions) => {
      const failed = options.failed ?? (output === STANDARD ? STANDARD : `${output}.failed.ndjson`);
      const paths = { input, output, failed };
      start(
        local
          ? withServer({ port: 0 }, (server) => batch(io, paths, { ...options, url: server.url }))
          : batch(io, paths, { ...options, url: urlOf(url, io) }),
      );
    });
}

/** Nothing is written, nor asked, before it is known that files and server are there. */
function batch(io: Io, paths: Paths, options: AnswerOptions): Running {
  const clientOptions = { reconnect: false } as const;
  const ready$ = defer(() => survey(paths)).pipe(
    switchMap((surveyed) =>
      talk(io, { ...options, clientOptions }, (client) => client.ping()).pipe(map(() => surveyed)),
    ),
    takeUntil(io.signals$),
  );
  return ready$.pipe(
    switchMap((surveyed) => answerAll(io, paths, surveyed, options)),
    defaultIfEmpty(Exit.INTERRUPTED),
  );
}
