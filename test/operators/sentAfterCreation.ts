import { filter, type Observable } from 'rxjs';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import type { ScriptedSocket } from 'smooth-operator-rx/testing';

/**
 * What the client sends once it has its session. The session's creation is `r1`, the first turn
 * `r2`, what answers a prompt of it `r3`, and so on.
 */
export function sentAfterCreation({ sent$ }: ScriptedSocket): Observable<ClientAction> {
  return sent$.pipe(filter(({ action }) => action !== 'create_conversation_session'));
}
