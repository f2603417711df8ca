import { map, of, type Observable } from 'rxjs';
import type { Tool } from '../tools';
import type { Turn } from '../transcript';

/**
 * The turn with its session as it is now, where the tool depends on that: since the turn began, a
 * card may have changed who the user says to be, and a one-time code may have shown it.
 */
export function withCurrentSession(turn: Turn, tool: Tool | undefined): Observable<Turn> {
  const { session: known, principal, service } = turn;
  if (!tool || service.authLevelOf(tool) !== 'end_user' || principal?.isAuthenticated) {
    return of(turn);
  }
  return service.store
    .session(known.sessionId)
    .pipe(map((session = { ...known, otpVerified: false }) => ({ ...turn, session })));
}
