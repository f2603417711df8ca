import type { Subscription } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { createClient, type Client } from '../../../src/conversation/client';
import type { ClientAction } from '../../../src/protocol';
import { eventOf } from '../../server/kit';
import { said } from '../labels';
import { RETRY_MS } from '../model/frames';
import { Trace } from '../trace';
import { Agent } from './agent';
import { Link } from './link';
import { User } from './user';

/** The real client and the real server, on connections that deliver when they are told to. */
export class World {
  readonly trace = new Trace();
  readonly agent = new Agent();
  readonly client: Client;
  readonly user: User;
  readonly orphans: Link[] = [];
  readonly failures: unknown[] = this.agent.failures;
  state = '';
  queued = 0;
  readonly #scheduler: TestScheduler;
  readonly #held: readonly Subscription[];
  readonly #links: Link[] = [];
  /** What each requestId stands for. */
  readonly #names = new Map<string | undefined, string>();
  /** Of the sessions on the newest connection. */
  readonly #sessionIds: string[] = [];
  #requests = 0;
  #strangers = 0;

  /** @param scheduler - in whose virtual time all of it happens */
  constructor(scheduler: TestScheduler) {
    this.#scheduler = scheduler;
    this.client = createClient({
      url: 'ws://model.test/ws',
      socket: () => this.#connect(),
      requestId: () => `r${this.#requests++}`,
      random: () => 0.5,
      recoverWithin: 0,
      reconnect: { baseDelay: 2 * RETRY_MS, maxDelay: 2 * RETRY_MS },
    });
    this.user = new User(this.client, this.trace.see);
    this.#held = [
      this.client.uncorrelated$.subscribe(), // holds the connection
      this.client.state$.subscribe(({ status }) => (this.state = status)),
      this.client.queued$.subscribe((queued) => (this.queued = queued)),
      this.client.protocolErrors$.subscribe((failure) => this.failures.push(failure)),
    ];
  }

  get link(): Link {
    const link = this.#links.at(-1);
    if (!link) throw new Error('The client has not connected.');
    return link;
  }

  deliverAll(): void {
    while (this.link.up.length > 0 || this.link.down.length > 0) {
      this.link.deliverUp();
      this.link.deliverDown();
    }
  }

  /** Time passes on a connection that delivers at once. */
  wait(ms: number): void {
    const scheduler = this.#scheduler;
    const until = scheduler.frame + ms;
    for (;;) {
      this.deliverAll();
      const next = Math.min(...scheduler.actions.map(({ delay }) => delay));
      if (next > until) break;
      scheduler.maxFrames = next;
      scheduler.flush();
    }
    scheduler.frame = until;
  }

  drop(code: number, serverNotices: boolean): void {
    const { link } = this;
    const wasOpen = this.state === 'open';
    link.cut(code);
    if (!wasOpen) return;
    if (serverNotices) link.end();
    else this.orphans.push(link);
  }

  noticeGone(): void {
    this.orphans.shift()?.end();
  }

  /** Somebody else says something on this connection, under an id that the client does not know. */
  stranger(session: number): void {
    const message = `x${this.#strangers++}`;
    const sessionId = this.#sessionIds[session] ?? '';
    const action = { action: 'send_message', requestId: message, sessionId, message };
    this.link.send(JSON.stringify(action));
  }

  /** Everybody leaves. */
  close(): void {
    for (const turn of this.user.turns) turn.unsubscribe();
    this.deliverAll();
    this.client.close();
    for (const subscription of this.#held) subscription.unsubscribe();
    while (this.orphans.length > 0) this.noticeGone();
  }

  #connect(): Link {
    const number = this.#links.length;
    const link = new Link(
      this.agent.service,
      (action) => {
        this.#sent(number, action);
      },
      (text) => {
        const event = eventOf(text);
        if (event.type === 'pong' || event.type === 'keepalive') return;
        const name = this.#names.get(event.requestId) ?? 'nobody';
        if (event.type === 'immediate_response' && /^s\d$/.test(name)) {
          this.#sessionIds[Number(name[1])] = String(event.data['sessionId']);
        }
        this.trace.see('down', `${number} ${name} ${said(event)}`);
      },
    );
    this.#links.push(link);
    return link;
  }

  #sent(link: number, action: ClientAction): void {
    const label = this.#labelOf(action);
    // How silence is noticed is not what is looked at here.
    if (action.action !== 'ping') this.trace.see('up', `${link} ${label}`);
  }

  #labelOf(action: ClientAction): string {
    const name = (given: string) => {
      this.#names.set(action.requestId, given);
      return given;
    };
    const answer = () => name(`a${this.user.answers - 1}`);
    switch (action.action) {
      case 'send_message':
        return `say ${name(action.message)}`;
      case 'create_conversation_session': {
        const { agentId, conversationId } = action;
        const again =
          conversationId && ` again ${this.agent.conversations.indexOf(conversationId)}`;
        return `create ${name(agentId)}${again ?? ''}`;
      }
      case 'confirm_tool_action':
        return `${action.approved ? 'approve' : 'deny'} ${answer()}`;
      case 'submit_interaction': {
        const isValid = JSON.stringify(action.values ?? {}).includes('"L"');
        return `${action.declined ? 'decline' : isValid ? 'valid' : 'invalid'} ${answer()}`;
      }
      default:
        return action.action;
    }
  }
}
