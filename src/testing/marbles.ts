import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { createClient, type Client } from '../conversation/client';
import type { ClientOptions } from '../conversation/options';
import { scriptedSocket, type ScriptedSocket, type SocketScript } from './scriptedSocket';

export interface TurnTestHelpers extends RunHelpers {
  /** Sockets that behave as scripted; see {@link scriptedSocket}. */
  readonly server: (script?: SocketScript | ((socket: number) => SocketScript)) => ScriptedSocket;
  /**
   * A client of that server. Its requestIds count (`r1`, `r2`, …) and its chance is always 0.5, so
   * that a test can name what will happen. Heartbeat and linger are as in real life.
   */
  readonly client: (server: ScriptedSocket, options?: Partial<ClientOptions>) => Client;
}

/** How two recordings are compared: `expect(actual).toEqual(expected)` of any test runner. */
export type AssertDeepEqual = (actual: unknown, expected: unknown) => void;

/**
 * Runs a test of a conversation in virtual time, with everything that `TestScheduler.run` offers.
 *
 * @param assertDeepEqual - compares two recordings, and throws when they differ
 * @returns runs one test; what it expects is compared when it has returned
 * @example
 * const turnTest = createTurnTest((actual, expected) => expect(actual).toEqual(expected));
 *
 * turnTest(({ server, client, cold, expectObservable }) => {
 *   const scripted = server({
 *     answer: (action) =>
 *       action.action === 'create_conversation_session'
 *         ? event.sessionCreated(action)
 *         : cold('--a-b-c', {
 *             a: event.streamToken(action, 'Hel'),
 *             b: event.streamToken(action, 'lo'),
 *             c: event.eventualResponse(action, { text: 'Hello' }),
 *           }),
 *   });
 *   const turn$ = client(scripted).session({ agentId: 'agent' }).turn('Hello').pipe(tokens());
 *   expectObservable(turn$).toBe('--a-b-|', { a: 'Hel', b: 'lo' });
 * });
 */
export function createTurnTest(
  assertDeepEqual: AssertDeepEqual,
): (test: (helpers: TurnTestHelpers) => void) => void {
  return (test) => {
    new TestScheduler(assertDeepEqual).run((helpers) => {
      test({
        ...helpers,
        server: (script = {}) => scriptedSocket(script),
        client: (server, options) => {
          let count = 0;
          return createClient({
            url: 'ws://scripted.test/ws',
            socket: server.create,
            requestId: () => `r${++count}`,
            random: () => 0.5,
            ...options,
          });
        },
      });
    });
  };
}
