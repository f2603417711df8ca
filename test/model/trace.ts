/** What was seen where, in order. */
export type Seen = (where: string, what: string) => void;

/** Everything that was seen, place by place, and what of it was compared already. */
export class Trace {
  readonly places = new Map<string, string[]>();
  readonly #compared = new Map<string, number>();

  readonly see: Seen = (where, what) => {
    const seen = this.places.get(where);
    if (seen) seen.push(what);
    else this.places.set(where, [what]);
  };

  /** Where this and the other differ for the first time, if they do. */
  differsFrom(other: Trace): string | undefined {
    for (const where of new Set([...this.places.keys(), ...other.places.keys()])) {
      const ours = this.places.get(where) ?? [];
      const theirs = other.places.get(where) ?? [];
      const length = Math.max(ours.length, theirs.length);
      for (let i = this.#compared.get(where) ?? 0; i < length; i++) {
        if (ours[i] !== theirs[i]) {
          const so = (list: string[]) => list.slice(Math.max(0, i - 5)).join(' | ');
          return `${where}, entry ${i}:\n  model ${so(ours)}\n  real  ${so(theirs)}`;
        }
      }
      this.#compared.set(where, length);
    }
    return undefined;
  }
}
