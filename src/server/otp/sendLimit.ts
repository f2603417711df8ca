/** How many codes may be sent for each of several keys, in a window of time that slides. */
export class SendLimit {
  /** When codes were sent, by key, the key last sent for at the end. */
  private readonly sent = new Map<string, readonly number[]>();

  /** @param window - in milliseconds */
  constructor(
    private readonly max: number,
    private readonly window: number,
  ) {}

  /** Counts one code for all of the keys. Throws, and counts none, when one of them has had enough. */
  count(keys: readonly string[], now: number): void {
    this.forgetOld(now);
    const counted = keys.map((key): [string, readonly number[]] => [key, this.recent(key, now)]);
    const full = counted.find(([, times]) => times.length >= this.max);
    if (full) {
      const wait = Math.ceil(((full[1][0] ?? now) + this.window - now) / 1000);
      throw new Error(`${this.max} one-time codes were sent already: wait ${wait} s for another`);
    }
    for (const [key, times] of counted) {
      this.sent.delete(key);
      this.sent.set(key, [...times, now]);
    }
  }

  private recent(key: string, now: number): readonly number[] {
    return (this.sent.get(key) ?? []).filter((time) => time > now - this.window);
  }

  private forgetOld(now: number): void {
    for (const [key, times] of this.sent) {
      if ((times.at(-1) ?? 0) > now - this.window) return;
      this.sent.delete(key);
    }
  }
}
