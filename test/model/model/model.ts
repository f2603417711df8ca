import { Trace } from '../trace';
import { ModelClient } from './client';
import type { ModelLink } from './frames';
import { ModelServer } from './server';

/**
 * A client, a server and what is between them, as the specification has them: no socket, no timer
 * and no Observable, but what each thing that happens leads to.
 */
export class Model {
  readonly trace = new Trace();
  readonly client: ModelClient;
  readonly server: ModelServer;
  /** Connections that the client has lost, and whose loss the server has not noticed. */
  readonly orphans: ModelLink[] = [];
  #now = 0;
  #links = 0;

  constructor() {
    const now = () => this.#now;
    this.server = new ModelServer(this.trace.see, now);
    this.client = new ModelClient(this.trace.see, now, () => {
      return { name: this.#links++, up: [], down: [{ kind: 'open' }], isLost: false };
    });
  }

  get link(): ModelLink {
    return this.client.link;
  }

  deliverUp(): void {
    const { link } = this;
    const frame = link.up.shift();
    if (frame) this.server.receive(link, frame);
  }

  deliverDown(): void {
    const { link } = this;
    const frame = link.down.shift();
    if (frame?.kind === 'open') this.server.connected(link);
    if (frame) this.client.receive(frame);
  }

  deliverAll(): void {
    while (this.link.up.length > 0 || this.link.down.length > 0) {
      this.deliverUp();
      this.deliverDown();
    }
  }

  /** Time passes on a connection that delivers at once. */
  wait(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      this.deliverAll();
      const next = Math.min(this.client.retryAt, this.client.nextOffer, this.server.nextExpiry);
      if (next > until) break;
      this.#now = next;
      if (this.client.retryAt === next) this.client.retry();
      this.client.offerAgain();
      this.server.expire();
    }
    this.#now = until;
  }

  /** The client loses the connection; the server notices now or later. */
  drop(serverNotices: boolean): void {
    const { link } = this;
    const wasOpen = this.client.state === 'open';
    link.isLost = true;
    link.up.length = link.down.length = 0;
    this.client.lost();
    if (!wasOpen) return;
    if (serverNotices) this.server.disconnected(link);
    else this.orphans.push(link);
  }

  noticeGone(): void {
    const link = this.orphans.shift();
    if (link) this.server.disconnected(link);
  }
}
