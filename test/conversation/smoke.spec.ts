import { concat, of } from 'rxjs';
import { expect, it } from 'vitest';
import { tokens } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { AGENT, answering, turnTest } from '../turnTest';
it('streams a turn', () => {
  turnTest(({ server, client, cold, expectObservable }) => {
    const s = server(answering({ send_message: (a) => cold('a-b-c-d', { a: event.accepted(a), b: event.streamToken(a, 'He'), c: event.streamToken(a, 'llo'), d: event.eventualResponse(a, { text: 'Hello' }) }) }));
    const turn$ = client(s).session({ agentId: AGENT }).turn('Hi').pipe(tokens());
    expectObservable(turn$).toBe('--a-b-|', { a: 'He', b: 'llo' });
    expectObservable(s.sockets$).toBe('a 1005ms b', { a: { socket: 1, made: 'ws://scripted.test/ws' }, b: { socket: 1, closedByClient: 1000 } });
  });
  void concat; void of; void expect;
});
