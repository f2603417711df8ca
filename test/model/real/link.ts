import { Subject } from 'rxjs';
import type { SocketPort } from '../../../src/socket/port';
import type { ClientAction } from '../../../src/protocol';
import { serve } from '../../../src/server/connection';
import type { Service } from '../../../src/server/service';

/**
 * One connection in memory. Nothing arrives by itself: what was sent waits until it is delivered,
 * so that frames of both directions can cross.
 */
export class Link implements SocketPort {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  /** On their way to the server. */
  readonly up: string[] = [];
  /** On their way to the client; the first thing that arrives is that the socket is open. */
  readonly down: (string | undefined)[] = [undefined];
  readonly #frames$ = new Subject<string>();
  readonly #service: Service;
  readonly #onUp: (action: ClientAction) => void;
  readonly #onDown: (text: string) => void;
  #isCut = false;

  /**
   * @param onUp - told of each action the client sends
   * @param onDown - told of each frame the server sends
   */
  constructor(
    service: Service,
    onUp: (action: ClientAction) => void,
    onDown: (text: string) => void,
  ) {
    this.#service = service;
    this.#onUp = onUp;
    this.#onDown = onDown;
  }

  deliverUp(): void {
    const frame = this.up.shift();
    if (frame !== undefined) this.#frames$.next(frame);
  }

  deliverDown(): void {
    if (this.down.length === 0) return;
    const frame = this.down.shift();
    if (frame !== undefined) tell(this.onmessage, { data: frame });
    else {
      serve(
        {
          frames$: this.#frames$,
          send: (text) => {
            if (this.#isCut) return;
            this.#onDown(text);
            this.down.push(text);
          },
        },
        this.#service,
      ).subscribe();
      tell(this.onopen, {});
    }
  }

  /** The client notices that the connection is lost, and what was under way is lost with it. */
  cut(code: number): void {
    this.#isCut = true;
    this.up.length = this.down.length = 0;
    tell(this.onclose, { code, reason: '' });
  }

  /** The server notices that its client is gone. */
  end(): void {
    this.#frames$.complete();
  }

  send(text: string): void {
    if (this.#isCut) return;
    this.#onUp(JSON.parse(text) as ClientAction);
    this.up.push(text);
  }

  close(): void {
    this.#isCut = true;
    this.end();
  }
}

/** A handler's parameter is `never`, so that the handlers of every WebSocket fit. */
function tell(handler: ((event: never) => void) | null, event: object): void {
  handler?.(event as never);
}
