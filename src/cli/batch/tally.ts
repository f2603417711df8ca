/** How far a batch has come. */
export interface Tally {
  /** How many prompts there are, where that is known. */
  readonly total: number | undefined;
  readonly answered: number;
  readonly failed: number;
  /** Answered by an earlier run. */
  readonly before: number;
  /** What ended it before all was asked. */
  readonly stoppedBy?: unknown;
}

/** What becomes of a prompt; or of all the others. */
export type Step = 'answered' | 'failed' | 'before' | { readonly stoppedBy: unknown };

export function counted(tally: Tally, step: Step): Tally {
  return typeof step === 'string' ? { ...tally, [step]: tally[step] + 1 } : { ...tally, ...step };
}

export function doneOf({ answered, failed, before }: Tally): number {
  return answered + failed + before;
}

/** So many within so many milliseconds, as how many a second. */
export function rateOf(count: number, elapsed: number): number {
  return elapsed > 0 ? (count * 1000) / elapsed : 0;
}

/** `12.3/s`, or `4.5/min` where it is less than one a second. */
export function rateText(rate: number): string {
  return rate >= 1 || rate === 0 ? `${rate.toFixed(1)}/s` : `${(rate * 60).toFixed(1)}/min`;
}

/** `0:09`, `12:34`, `1:02:03` */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const two = (n: number) => String(n).padStart(2, '0');
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
