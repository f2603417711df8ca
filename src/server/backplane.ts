import type { Observable } from 'rxjs';
import type { JsonObject } from '../protocol';

/** Whom an event is for: every connection that is about it. */
export type Target =
  | { readonly kind: 'connection'; readonly connectionId: string }
  /** The connections on which the session was opened or used. */
  | { readonly kind: 'session'; readonly sessionId: string }
  /** The connections of a user, by the `sub` of their token. */
  | { readonly kind: 'user'; readonly sub: string }
  /** The connections of the users of an organisation. */
  | { readonly kind: 'org'; readonly org: string }
  /** The connections with a session of this agent. */
  | { readonly kind: 'agent'; readonly agentId: string };

/** An event that no request asked for. Clients hand out a `type` that they do not know as it came. */
export interface PublishedEvent extends JsonObject {
  readonly type: string;
}

/**
 * The port through which events reach connections, wherever those are: a server listens for its own
 * and knows of no others.
 *
 * `publish` is cold and completes once the event was handed over. `events` emits from its
 * subscription on, and completes never; where it fails, its connection is served on without.
 *
 * @example
 * ```ts
 * const loopback = new Subject<readonly [string, PublishedEvent]>();
 * const backplane: Backplane = {
 *   publish: (target, event) =>
 *     defer(() => {
 *       loopback.next([JSON.stringify(target), event]);
 *       return EMPTY;
 *     }),
 *   events: (target) =>
 *     loopback.pipe(
 *       filter(([about]) => about === JSON.stringify(target)),
 *       map(([, event]) => event),
 *     ),
 * };
 * ```
 */
export interface Backplane {
  publish(target: Target, event: PublishedEvent): Observable<never>;
  events(target: Target): Observable<PublishedEvent>;
}

/** A target as one text. */
export function keyOf(target: Target): string {
  return `${target.kind}:${idOf(target)}`;
}

/** The id of who is meant. */
export function idOf(target: Target): string {
  switch (target.kind) {
    case 'connection':
      return target.connectionId;
    case 'session':
      return target.sessionId;
    case 'user':
      return target.sub;
    case 'org':
      return target.org;
    case 'agent':
      return target.agentId;
  }
}
