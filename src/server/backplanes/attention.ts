import {
  BehaviorSubject,
  catchError,
  defer,
  distinct,
  distinctUntilChanged,
  EMPTY,
  filter,
  from,
  map,
  merge,
  mergeMap,
  of,
  Subject,
  switchMap,
  take,
  type Observable,
} from 'rxjs';
import type { ClientAction, ServerEvent } from '../../protocol';
import type { Principal } from '../access/principal';
import { keyOf, type Target } from '../backplane';
import type { Peer } from '../peer';

/** One connection listens to this many sessions: the first. */
const SESSIONS_MAX = 1_000;

/** What a connection is about, and what is published about that. */
export class Attention {
  private readonly sessionIds$ = new Subject<string>();
  private readonly principal$: BehaviorSubject<Principal | undefined>;

  constructor(private readonly peer: Peer) {
    this.principal$ = new BehaviorSubject(peer.principal);
  }

  /** Takes notice of the session of an action that was granted; one that was refused is not its. */
  notice(action: ClientAction, event: ServerEvent): void {
    if (event.type !== 'immediate_response') return;
    const sessionId = 'sessionId' in action ? action.sessionId : event.data['sessionId'];
    if (typeof sessionId === 'string') this.sessionIds$.next(sessionId);
    this.principal$.next(this.peer.principal); // opening a session can tell who somebody is
  }

  /**
   * What is published about the connection, its user and their organisation, its sessions and their
   * agents, as text. Never errors.
   */
  frames(): Observable<string> {
    const { connectionId, service } = this.peer;
    const ofUser$ = this.principal$.pipe(
      distinctUntilChanged(),
      switchMap((principal) =>
        this.published(
          from<Target[]>(
            principal?.isAuthenticated
              ? [
                  { kind: 'user', sub: principal.sub },
                  { kind: 'org', org: principal.org },
                ]
              : [],
          ),
        ),
      ),
    );
    const ofSessions$ = this.sessionIds$.pipe(
      distinct(),
      take(SESSIONS_MAX),
      mergeMap((sessionId) =>
        merge(
          of<Target>({ kind: 'session', sessionId }),
          defer(() => service.store.session(sessionId)).pipe(
            filter((session) => session !== undefined),
            map(({ agentId }): Target => ({ kind: 'agent', agentId })),
            catchError((error: unknown) => this.failed(error)),
          ),
        ),
      ),
      distinct(keyOf),
    );
    return merge(
      this.published(of<Target>({ kind: 'connection', connectionId })),
      ofUser$,
      this.published(ofSessions$),
    );
  }

  private published(targets$: Observable<Target>): Observable<string> {
    const { backplane } = this.peer.service;
    return targets$.pipe(
      mergeMap((target) =>
        defer(() => backplane.events(target)).pipe(
          map((event) => JSON.stringify(event)),
          catchError((error: unknown) => this.failed(error)),
        ),
      ),
    );
  }

  private failed(error: unknown): Observable<never> {
    this.peer.service.log({ kind: 'failed', connectionId: this.peer.connectionId, error });
    return EMPTY;
  }
}
