import {
  BehaviorSubject,
  defer,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  Subject,
  switchMap,
  take,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { Flow, ServerSocket } from '../serverSocket';
import type { Service } from '../service';

/**
 * What is sent to one client, as far as it reads. Behind by a quarter of the limit, it is listened to
 * no longer until it has caught up with half of that: who does not read the answers gets to ask no
 * more. A model cannot be told to wait, so what it says still comes; the limit is for that.
 */
export class Outbox {
  private readonly isBehind$ = new BehaviorSubject(false);
  private readonly full$ = new Subject<void>();

  constructor(
    private readonly socket: ServerSocket,
    private readonly service: Pick<Service, 'limits' | 'traffic'>,
  ) {}

  send(text: string): void {
    const { socket, service } = this;
    const { outboundBytes } = service.limits;
    const bytes = Buffer.byteLength(text);
    const waiting = socket.flow?.waiting() ?? 0;
    if (waiting > 0 && waiting + bytes > outboundBytes) {
      this.full$.next();
      return;
    }
    socket.send(text);
    service.traffic.sentBytes += bytes;
    if (!this.isBehind$.value && (socket.flow?.waiting() ?? 0) > outboundBytes / 4) {
      this.isBehind$.next(true);
    }
  }

  /**
   * Holds frames back while the client is behind: those that had been received when the socket was
   * paused. There can be thousands of them in one packet, so they are let go in a loop: `concatMap`
   * would nest a call for each in that of the one before.
   */
  paced<T>(): MonoTypeOperatorFunction<T> {
    return (frames$) =>
      defer(() => {
        const held: T[] = [];
        const received$ = frames$.pipe(
          tap((frame) => {
            held.push(frame);
          }),
        );
        return merge(received$, this.isBehind$).pipe(mergeMap(() => this.free(held)));
      });
  }

  private *free<T>(held: T[]): Generator<T> {
    while (!this.isBehind$.value && held.length > 0) yield held.shift() as T;
  }

  /** Emits when the client is too far behind, or has been behind for too long. */
  overdue(): Observable<void> {
    const { slowReaderTimeout } = this.service.limits;
    const { flow } = this.socket;
    const late$ = slowReaderTimeout === Infinity ? NEVER : timer(slowReaderTimeout);
    return merge(
      this.full$,
      this.isBehind$.pipe(
        switchMap((isBehind) => (flow && isBehind ? merge(late$, this.caughtUp(flow)) : NEVER)),
        map(() => undefined),
      ),
    ).pipe(take(1));
  }

  /** Stops listening to the client for as long as it takes. */
  private caughtUp(flow: Flow): Observable<never> {
    return defer(() => {
      flow.pause();
      return flow.taken$.pipe(
        filter(() => flow.waiting() <= this.service.limits.outboundBytes / 8),
        take(1),
        tap(() => {
          flow.resume();
          this.isBehind$.next(false);
        }),
        ignoreElements(),
      );
    });
  }
}
