import {
  asyncScheduler,
  catchError,
  defer,
  filter,
  finalize,
  last,
  map,
  of,
  scan,
  shareReplay,
  startWith,
  takeUntil,
  tap,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import type { Client, WritePrompt } from '../../index';
import type { Running } from '../command';
import { Exit } from '../failure';
import type { Io } from '../io';
import { outageNotes } from '../notes';
import { oneLine } from '../paint';
import { sessionOptionsOf, talk, type TalkOptions } from '../talk';
import { alongside } from './alongside';
import { ask } from './ask';
import { withStreams, type Paths, type Surveyed } from './files';
import { progress } from './progress';
import { statusLineOf } from './statusLine';
import { summary } from './summary';
import { counted, type Step, type Tally } from './tally';
import { work } from './work';

export interface AnswerOptions extends TalkOptions {
  readonly url: string;
  readonly concurrency: number;
  readonly retries: number;
  /** What becomes of a write that waits for approval; said once where nobody said so. */
  readonly approve?: 'yes' | 'no';
  /** How long a server that was lost is waited for, in milliseconds. */
  readonly wait: number;
}

/**
 * Answers what has not been answered yet, and emits the exit code. The first signal lets what is
 * being asked come to its end, the second cancels it.
 */
export function answerAll(
  io: Io,
  paths: Paths,
  surveyed: Surveyed,
  { concurrency, retries, approve, wait, ...options }: AnswerOptions,
): Running {
  return defer(() => {
    const startedAt = asyncScheduler.now();
    const { width, draw, say, clear } = statusLineOf(io);
    const signals$ = io.signals$.pipe(
      scan((count) => count + 1, 0),
      tap((count) => {
        if (count === 1)
          say('Stopping, once what is being asked is answered; a second signal stops at once.');
      }),
      startWith(0),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    const draining$ = signals$.pipe(filter((count) => count > 0));
    const stopped$ = signals$.pipe(filter((count) => count > 1));

    const onDenied = once(({ actionDescription }: WritePrompt) => {
      say(`Denied, as is every write without --approve yes: ${oneLine(actionDescription, 200)}`);
    });
    const onBusy = once(() => {
      say('The server is busy and says later: it is asked again as soon as it wants to be.');
    });
    const asking = {
      retries,
      draining$,
      onBusy,
      decide: (prompt: WritePrompt) => {
        if (approve === undefined) onDenied(prompt);
        return approve === 'yes';
      },
    };
    const inSession = (client: Client): Observable<Step> =>
      withStreams(paths, surveyed, io, (streams) =>
        work({
          ...streams,
          concurrency,
          answered: surveyed.answered,
          ask: (message) => ask(client.session(sessionOptionsOf(options)), message, asking),
          draining$,
          say,
        }),
      ).pipe(
        alongside(() =>
          outageNotes(client).pipe(
            tap((note) => {
              say(`(${note})`);
            }),
          ),
        ),
      );

    const clientOptions = {
      connections: concurrency,
      whenOffline: { limit: 2 * concurrency, expiresAfter: wait },
      recoverWithin: wait,
    };
    if (surveyed.isTorn) {
      say(`The last line of ${paths.output} was torn; it is cut off, and its prompt asked again.`);
    }
    const start: Tally = { total: surveyed.total, answered: 0, failed: 0, before: 0 };
    const steps$ = talk(io, { ...options, say, clientOptions }, inSession).pipe(
      takeUntil(stopped$),
    );
    return steps$.pipe(
      catchError((stoppedBy: unknown) => of({ stoppedBy })),
      scan(counted, start),
      startWith(start),
      alongside((tally$) => progress(tally$, width).pipe(tap(draw))),
      last(null, start),
      withLatestFrom(signals$),
      map(([tally, signals]) => {
        const hasFailed = 'stoppedBy' in tally;
        const isStopped = hasFailed || signals > 0;
        clear();
        say(summary(tally, asyncScheduler.now() - startedAt, paths, isStopped));
        if (hasFailed) throw tally.stoppedBy;
        return isStopped ? Exit.INTERRUPTED : tally.failed > 0 ? Exit.FAILED : Exit.COMPLETED;
      }),
      finalize(clear),
    );
  });
}

function once<T>(tell: (value: T) => void): (value: T) => void {
  let isTold = false;
  return (value) => {
    if (!isTold) tell(value);
    isTold = true;
  };
}
