/** No name is meant by something that is further away. */
const FAR = 3;

/** The name that was probably meant, if one is near enough to say so. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Math.min(FAR, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  for (const candidate of names) {
    const away = distance(wanted, candidate.toLowerCase());
    if (away < least) [best, least] = [candidate, away];
  }
  return best;
}

/** ` Did you mean port?`, or nothing. */
export function didYouMean(name: unknown, names: Iterable<string>): string {
  const meant = typeof name === 'string' ? nearest(name, names) : undefined;
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/**
 * How many characters have to be put in, left out, replaced or swapped with their neighbour to make
 * one of the other (Damerau and Levenshtein's optimal string alignment).
 */
function distance(one: string, other: string): number {
  let [before, row]: [number[], number[]] = [
    [],
    Array.from({ length: other.length + 1 }, (_, i) => i),
  ];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped =
        i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
