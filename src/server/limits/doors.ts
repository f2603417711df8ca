/** Counts who is in, by where they come from. */
export class Doors {
  private readonly inside = new Map<string, number>();

  /** @param each - how many from one address may be in at once */
  constructor(private readonly each: number) {}

  /** Lets one in, if there is room, and gives the way out; `undefined` if there is none. */
  enter(address: string): (() => void) | undefined {
    const count = this.inside.get(address) ?? 0;
    if (count >= this.each) return undefined;
    this.inside.set(address, count + 1);
    return () => {
      this.leave(address);
    };
  }

  private leave(address: string): void {
    const rest = (this.inside.get(address) ?? 0) - 1;
    if (rest > 0) this.inside.set(address, rest);
    else this.inside.delete(address);
  }
}
