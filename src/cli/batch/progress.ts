import {
  asyncScheduler,
  defer,
  distinctUntilChanged,
  interval,
  map,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import { doneOf, durationText, rateOf, rateText, type Tally } from './tally';

const BAR_MAX = 40;
const BAR_MIN = 8;

/** Milliseconds between two looks at how far it is. */
const EVERY = { bar: 200, plain: 10_000 };
/** Milliseconds that the speed is measured over: long enough to be steady, and yet the speed of now. */
const WINDOW = 60_000;

/** How many prompts this run had got through by when. */
interface Sample {
  readonly at: number;
  readonly done: number;
}

/**
 * Says how far a batch is: as a bar that is drawn anew five times a second, or as a line every ten
 * seconds, whenever there is something new to say. The speed is that of the last minute.
 *
 * ```
 * tally$    0--1-2-3--------4
 * progress  -----2----3----------4
 * ```
 *
 * It goes on for as long as it is subscribed to.
 *
 * @param tally$ - hot
 * @param width - of the terminal that shows a bar; `undefined` for plain lines
 */
export function progress(
  tally$: Observable<Tally>,
  width: () => number | undefined,
): Observable<string> {
  return defer(() => {
    let samples: readonly Sample[] = [{ at: asyncScheduler.now(), done: 0 }];
    return interval(width() === undefined ? EVERY.plain : EVERY.bar).pipe(
      withLatestFrom(tally$),
      map(([, tally]) => {
        samples = later(samples, { at: asyncScheduler.now(), done: tally.answered + tally.failed });
        return progressText(tally, speedOf(samples), width());
      }),
      distinctUntilChanged(),
    );
  });
}

/** The clock starts with the first prompt: passing those that are answered already is no work. */
function later(samples: readonly Sample[], now: Sample): readonly Sample[] {
  return now.done === 0 ? [now] : [...samples.filter(({ at }) => at >= now.at - WINDOW), now];
}

function speedOf(samples: readonly Sample[]): number {
  const [first] = samples;
  const last = samples.at(-1);
  return first && last ? rateOf(last.done - first.done, last.at - first.at) : 0;
}

/**
 * `████░░░░  45 %   90/200   12.3/s   0:09 left   2 failed`
 *
 * @param rate - prompts a second
 */
export function progressText(tally: Tally, rate: number, width?: number): string {
  const { total, failed } = tally;
  const done = doneOf(tally);
  const parts = [
    total === undefined ? `${done} done` : `${done}/${total}`,
    rateText(rate),
    ...(total !== undefined && rate > 0
      ? [`${durationText(((total - done) * 1000) / rate)} left`]
      : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  if (total === undefined || total === 0) return cut(parts.join('   '), width);
  const share = Math.min(1, done / total);
  const percent = `${Math.floor(share * 100)} %`;
  const text = [percent.padStart(5), ...parts].join('   ');
  const room = Math.min(BAR_MAX, (width ?? 0) - text.length - 2);
  if (room < BAR_MIN) return cut(text.trimStart(), width);
  const full = Math.floor(share * room);
  return `${'█'.repeat(full)}${'░'.repeat(room - full)} ${text}`;
}

/** A line that fills a terminal to its end would be continued on the next. */
function cut(text: string, width?: number): string {
  return width === undefined ? text : text.slice(0, width - 1);
}
