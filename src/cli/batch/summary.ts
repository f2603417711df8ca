import { STANDARD, type Paths } from './files';
import { doneOf, durationText, rateOf, rateText, type Tally } from './tally';

/** What became of a batch, in a line or two. */
export function summary(
  tally: Tally,
  elapsed: number,
  { output, failed: failures }: Paths,
  isStopped: boolean,
): string {
  const { total, answered, failed, before } = tally;
  const done = doneOf(tally);
  const parts = [
    `${answered} answered`,
    ...(before > 0 ? [`${before} answered before`] : []),
    ...(failed > 0 ? [`${failed} failed, ${whereIs(failures)}`] : []),
  ].join('; ');
  const speed =
    answered + failed > 0
      ? ` ${durationText(elapsed)}, ${rateText(rateOf(answered + failed, elapsed))}`
      : '';
  if (!isStopped || done === total) {
    return done === 0 ? 'There was nothing to ask.' : `${prompts(done)}: ${parts}.${speed}`;
  }
  const goOn =
    output === STANDARD
      ? 'stdout cannot be gone on with; a file of results could.'
      : 'The same command goes on from there.';
  return `Stopped after ${total === undefined ? prompts(done) : `${done} of ${prompts(total)}`}: ${parts}.${speed}\n${goOn}`;
}

function whereIs(failures: string): string {
  return failures === STANDARD ? 'told above' : `see ${failures}`;
}

function prompts(count: number): string {
  return count === 1 ? '1 prompt' : `${count} prompts`;
}
