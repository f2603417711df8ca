import { Subject } from 'rxjs';
import type { ServerEvent } from '../../../src/protocol';
import { serve, type Farewell } from '../../../src/server/connection';
import type { Service } from '../../../src/server/service';
import { eventOf } from '../kit';

/** A connection whose client reads only what it is told to read. */
export interface SlowClient {
  readonly events: readonly ServerEvent[];
  /** Bytes that wait to be read. */
  readonly waiting: number;
  /** The most that ever waited. */
  readonly mostWaiting: number;
  readonly isPaused: boolean;
  /** What the server left with. */
  readonly farewells: readonly Farewell[];
  send(frame: object): void;
  /** Reads so many bytes of what waits. */
  read(bytes: number): void;
  readonly leave: () => void;
}

/** @param reads - whether it reads at once what it is sent */
export function slowClient(on: Service, address?: string, reads = false): SlowClient {
  const frames$ = new Subject<string>();
  const taken$ = new Subject<void>();
  const events: ServerEvent[] = [];
  const farewells: Farewell[] = [];
  let waiting = 0;
  let mostWaiting = 0;
  let isPaused = false;
  serve(
    {
      frames$,
      send: (text) => {
        events.push(eventOf(text));
        if (!reads) waiting += Buffer.byteLength(text);
        mostWaiting = Math.max(mostWaiting, waiting);
      },
      flow: {
        waiting: () => waiting,
        taken$,
        pause: () => {
          isPaused = true;
        },
        resume: () => {
          isPaused = false;
        },
      },
      ...(address !== undefined && { address }),
    },
    on,
  ).subscribe((farewell) => {
    farewells.push(farewell);
  });
  return {
    events,
    farewells,
    get waiting() {
      return waiting;
    },
    get mostWaiting() {
      return mostWaiting;
    },
    get isPaused() {
      return isPaused;
    },
    send: (frame) => {
      frames$.next(JSON.stringify(frame));
    },
    read: (bytes) => {
      waiting = Math.max(0, waiting - bytes);
      taken$.next();
    },
    leave: () => {
      frames$.complete();
    },
  };
}
