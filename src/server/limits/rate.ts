import type { TimestampProvider } from 'rxjs';

const WINDOW_MS = 60_000;

/** How often something may happen to each of many within any minute. */
export class Rate {
  /** When it happened to whom within the last minute, oldest first. */
  private readonly times = new Map<string, number[]>();
  private sweptAt = -Infinity;

  /** @param perMinute - `Infinity`: as often as it likes, and nothing is kept */
  constructor(
    private readonly perMinute: number,
    private readonly clock: TimestampProvider,
  ) {}

  /** How many milliseconds until it may happen to this one again: 0 is now. */
  wait(key: string): number {
    const times = this.times.get(key);
    const now = this.clock.now();
    if (times) forget(times, now);
    const oldest = times && times.length >= this.perMinute ? times[0] : undefined;
    return oldest === undefined ? 0 : oldest + WINDOW_MS - now;
  }

  /** It happens to this one. */
  count(key: string): void {
    if (this.perMinute === Infinity) return;
    const now = this.clock.now();
    const times = this.times.get(key);
    if (times) times.push(now);
    else this.times.set(key, [now]);
    if (now - this.sweptAt >= WINDOW_MS) this.sweep(now);
  }

  /** Those of more than a minute ago are nobody's concern: an address may never come back. */
  private sweep(now: number): void {
    this.sweptAt = now;
    for (const [key, times] of this.times) {
      forget(times, now);
      if (times.length === 0) this.times.delete(key);
    }
  }
}

function forget(times: number[], now: number): void {
  const fresh = times.findIndex((time) => time > now - WINDOW_MS);
  if (fresh !== 0) times.splice(0, fresh < 0 ? times.length : fresh);
}
