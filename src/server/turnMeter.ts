import type { TimestampProvider } from 'rxjs';
import type { ServerEvent } from '../protocol';
import type { LogEntry } from './log';

/** What the log tells of a turn, by its events and the clock. */
export class TurnMeter {
  private readonly startedAt: number;
  private lasted = 0;
  private measured: Pick<Extract<LogEntry, { kind: 'turn' }>, 'firstTokenMs' | 'usage'> = {};

  constructor(private readonly clock: TimestampProvider) {
    this.startedAt = clock.now();
  }

  hear(event: ServerEvent): void {
    if (event.type === 'stream_token' && this.measured.firstTokenMs === undefined) {
      this.measured = { ...this.measured, firstTokenMs: this.elapsed() };
    } else if (event.type === 'eventual_response' && event.data.data.usage) {
      const { promptTokens = 0, completionTokens = 0, costUsd } = event.data.data.usage;
      const usage = { promptTokens, completionTokens, ...(costUsd !== undefined && { costUsd }) };
      this.measured = { ...this.measured, usage };
    }
  }

  read() {
    return { durationMs: this.elapsed(), ...this.measured };
  }

  private elapsed(): number {
    try {
      this.lasted = this.clock.now() - this.startedAt;
    } catch {
      // It is asked while a turn is torn down, too: what a clock throws there would end the process.
    }
    return this.lasted;
  }
}
