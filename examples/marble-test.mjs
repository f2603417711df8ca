// A test of a conversation: marbles, virtual time, no server. Run: node --test examples/marble-test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY, takeUntil, timer } from 'rxjs';
import { tokens } from 'smooth-operator-rx';
import { createTurnTest, event } from 'smooth-operator-rx/testing';

const turnTest = createTurnTest(assert.deepEqual);
const agentId = '6f1c0f52-3d0e-4b5c-9a77-1d2b8c4e90a5';

test('leaving in mid-answer cancels the turn, once', () => {
  turnTest(({ server, client, cold, expectObservable, flush }) => {
    const scripted = server({
      answer: (action) => {
        if (action.action === 'create_conversation_session') return event.sessionCreated(action);
        if (action.action !== 'send_message') return EMPTY;
        return cold('a-b 9s c', {
          a: event.accepted(action),
          b: event.streamToken(action, 'Hel'),
          c: event.streamToken(action, 'lo'),
        });
      },
    });
    const turn$ = client(scripted).session({ agentId }).turn('Hello').pipe(tokens());

    expectObservable(turn$.pipe(takeUntil(timer(5_000)))).toBe('--b 4997ms |', { b: 'Hel' });
    flush();
    /** @type {string[]} */
    const sent = [];
    scripted.sent$.subscribe(({ action }) => sent.push(action));
    assert.deepEqual(sent, ['create_conversation_session', 'send_message', 'cancel']);
  });
});
