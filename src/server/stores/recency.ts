/** What is ordered by when it was last written to. */
interface Dated {
  /** Grows with each write. */
  readonly writtenAt: number;
}

interface Link<T> {
  readonly item: T;
  older: Link<T> | undefined;
  newer: Link<T> | undefined;
}

/**
 * Items in the order in which they were last written to. Moving one to the front takes the same
 * time however many there are, and so does looking at the first few: a Map can be walked from its
 * oldest end only.
 */
export class Recency<T extends Dated> {
  private readonly links = new Map<T, Link<T>>();
  private newest: Link<T> | undefined;

  /** Puts the item where its time belongs: when it is the newest, without looking further. */
  place(item: T): void {
    this.remove(item);
    let newer: Link<T> | undefined;
    let older = this.newest;
    while (older && older.item.writtenAt > item.writtenAt) {
      newer = older;
      older = older.older;
    }
    const link: Link<T> = { item, older, newer };
    if (older) older.newer = link;
    if (newer) newer.older = link;
    else this.newest = link;
    this.links.set(item, link);
  }

  remove(item: T): void {
    const link = this.links.get(item);
    if (!link) return;
    this.links.delete(item);
    if (link.older) link.older.newer = link.newer;
    if (link.newer) link.newer.older = link.older;
    else this.newest = link.older;
  }

  *newestFirst(): Generator<T, void> {
    for (let link = this.newest; link; link = link.older) yield link.item;
  }
}
