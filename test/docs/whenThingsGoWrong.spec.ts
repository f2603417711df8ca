import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');

/** Each row of the README's table, and the tests that show it: a file and the beginning of a title. */
const SHOWN_BY: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  'the server refuses a message, or the agent fails': [
    ['conversation/turn', 'fails with the code of its error event, which it emits first'],
  ],
  'the connection is lost in mid-turn, however cleanly': [
    ['conversation/recovery', 'completes with its reply when that had been stored'],
    ['conversation/recovery', 'is interrupted, not sent again, when it was %s'],
    ['conversation/failureModes', '4. clean close %i in mid-turn: interrupted, never complete'],
  ],
  'a message may have arrived before the connection was lost': [
    ['conversation/recovery', 'is interrupted, not sent again, when it was %s'],
    ['operators/retryTurn', 'sends an interrupted message again, under a new requestId'],
    ['operators/retryTurn', 'repeats what %s after a tool ran if it may'],
  ],
  'the connection is lost': [
    ['socket/connection.reconnect', 'waits with full jitter, and says until when and why'],
    ['socket/connection.reconnect', 'cuts a wait short, once'],
  ],
  'the connection is given up': [
    ['socket/connection.reconnect', 'comes after `maxAttempts` failures in a row, typed'],
    ['socket/connection.reconnect', 'starts again after giving up, with its attempts counted anew'],
  ],
  'one of several connections is lost': [
    ['conversation/pool', 'do not disturb each other: one that is lost leaves what waits'],
  ],
  'you send while it is down': [
    ['conversation/failureModes', '5. outage send: what is sent while the connection is down'],
    ['conversation/failureModes', '5b. outage send: with a queue'],
    ['conversation/offline', 'are so many at most; one more is refused at once'],
    ['conversation/offline', 'wait so long each, and not for the ones before them'],
  ],
  'the server refuses the credentials (401, 403, 4401, 4403)': [
    ['socket/classify', '%i errors what follows as unauthorized, with its code'],
    ['conversation/recovery', 'is interrupted at once when no other connection is tried: %s'],
  ],
  'trying again is pointless (404, 1008, 1009, …)': [
    ['socket/classify', 'is the one of PROTOCOL.md'],
    ['socket/classify', 'is asked once for each loss, with its cause'],
  ],
  'a browser does not say why the socket did not open': [
    ['node/httpProbe', 'is %i: the credentials, and nothing is tried again'],
    ['node/httpProbe', 'is %i: there is no such service'],
    ['browser/handshake', 'is unauthorized where our server refuses the token'],
    ['browser/handshake', 'is given up where our server has no such path'],
  ],
  'the network is back, the page or the tab is': [
    ['socket/wake', 'is cut short once by several at the same moment: there are never two sockets'],
    ['browser/waiting', 'is cut short when the page is shown again as it was left'],
  ],
  'the connection is silent': [
    ['socket/heartbeat', 'is dropped at once when the pong is missed, and dialled again'],
    ['socket/silence', 'is not an hour in which a tab was frozen'],
  ],
  'your reader is slow (Node)': [
    ['node/turnReadable', 'holds the socket: of twenty thousand tokens'],
    ['node/turnReadableHold', 'goes on when its turn ends'],
    ['socket/heartbeat', 'is not silent while nothing is read from it'],
    ['socket/heartbeat', 'is not late with an answer, either, while nothing is read from it'],
  ],
  'your reader is slow (browser)': [
    ['operators/boundedConcatMap', 'loses no character and no other event with `conflate`'],
    ['operators/boundedConcatMap', 'lets the last event in, however many wait'],
    ['operators/boundedConcatMap', 'cancels the turn that is too fast for its reader'],
    ['browser/slowReader', 'is given what has come meanwhile as one'],
  ],
  'a turn is silent for 30 s': [
    ['conversation/turn', 'without a pong is a timeout of kind `timeout` and a cancel'],
    ['conversation/turn', 'without a pong is a dead socket where nothing else comes either'],
    ['conversation/recovery', 'is looked up with every timer as it is by default'],
  ],
  'a person takes minutes to approve': [
    ['conversation/failureModes', '3. slow human: after 250 s no timeout and the answer is taken'],
  ],
  'an approval is given twice, or too late': [
    ['conversation/failureModes', '1. double approve: one frame is sent'],
    ['conversation/failureModes', '3b. slow human: at 300 s the prompt has expired'],
  ],
  'the server complains about an answer, not about the turn': [
    ['conversation/failureModes', '2. stray answer: NO_PENDING_CONFIRMATION'],
  ],
  'a second turn starts while one runs': [
    ['conversation/turn', 'waits in the queue, which can be watched'],
    ['conversation/turn', 'is rejected'],
    ['conversation/turn', 'replaces the first, which ends as cancelled'],
    ['conversation/lane', 'takes the place of one that waits to replace as well'],
  ],
  'a frame cannot be read': [
    ['conversation/failureModes', '10. bad frame: between good ones it is told once'],
  ],
  'an event is of a type from the future': [
    ['conversation/weaknesses', 'weaknesses 16 and 17: unknown types'],
  ],
};

const [, table = ''] = read('README.md').split('| what you see', 2);
const rows = Array.from(table.split('\n\n', 1)[0]?.matchAll(/^\| ([^|]+?) +\|/gm) ?? [])
  .map(([, what = '']) => what)
  .filter((what) => !what.startsWith('--'));

describe('what happens when things go wrong', () => {
  it('is a table of which each row has its tests', () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(Object.keys(SHOWN_BY).sort()).toEqual([...rows].sort());
  });

  it.each(Object.entries(SHOWN_BY))('is shown: %s', (_, tests) => {
    for (const [file, title] of tests) expect(read(`test/${file}.spec.ts`)).toContain(`'${title}`);
  });
});
