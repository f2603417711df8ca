// @ts-check
import { concat, concatMap, interval, map, of, take, tap, timer } from 'rxjs';
import { memoryStore, startServer } from 'smooth-operator-rx/server';

/** @typedef {import('smooth-operator-rx/server').ModelOutput} ModelOutput */

/** For how long the model may think: longer than a client waits before it asks whether anybody is there. */
const PONDERING_MS = 2_500;

/**
 * The server of the turns. What it keeps outlives it, and every answer it gives has a number.
 *
 * @param {import('./ledger.mjs').Ledger} ledger
 */
export async function startAgent(ledger) {
  const store = memoryStore();
  const start = (port = 0) =>
    startServer({
      port,
      model: { name: 'chaos', complete: ({ messages }) => speak(messages, ledger) },
      knowledge: [],
      tools: [
        tool('look_up', () => 'found'),
        tool('write_down', ({ turn }) => ledger.written(Number(turn))),
      ],
      confirmTools: ['write_down'],
      store: {
        ...store,
        append: (message) =>
          store.append(message).pipe(
            tap(() => {
              ledger.stored(message);
            }),
          ),
      },
      drainTimeout: 2_000,
      // Nobody is to be turned away for coming too often.
      limits: { turnsPerMinute: Infinity, addressTurnsPerMinute: Infinity },
      onLog: (entry) => {
        if (entry.kind === 'failed') ledger.violated('other failures', entry.error);
        if (entry.kind === 'connected') ledger.serverConnections++;
        if (entry.kind === 'disconnected') ledger.serverConnections--;
      },
    });

  let server = await start();
  const { port } = server;
  return {
    port,
    /** @param {boolean} inPeace whether turns that run may end first */
    restart: async (inPeace) => {
      await (inPeace ? server.drain() : server.close());
      server = await start(port);
    },
    close: () => server.close(),
  };
}

/**
 * @param {string} name
 * @param {(args: import('smooth-operator-rx/server').ToolArguments) => unknown} run
 */
function tool(name, run) {
  const parameters = /** @type {const} */ ({
    type: 'object',
    properties: { turn: { type: 'number' } },
  });
  return { name, description: name, parameters, run };
}

/**
 * @param {readonly import('smooth-operator-rx/server').ChatMessage[]} messages
 * @param {import('./ledger.mjs').Ledger} ledger
 * @returns {import('rxjs').Observable<ModelOutput>}
 */
function speak(messages, ledger) {
  const said = messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '';
  const [kind, turn, again] = said.split(' ');
  const isTool = (kind === 'look' || kind === 'write') && turn === again;
  if (isTool && messages.at(-1)?.role !== 'tool') {
    const name = kind === 'look' ? 'look_up' : 'write_down';
    return concat(
      of(/** @type {const} */ ({ kind: 'token', text: 'Wait. ' })),
      of(
        /** @type {const} */ ({
          kind: 'toolCall',
          id: 'call',
          name,
          arguments: { turn: Number(turn) },
        }),
      ),
    );
  }
  const words = `${said} has the answer number ${ledger.answering(said)} .`.match(/\S+ ?/g) ?? [];
  return timer(kind === 'ponder' ? PONDERING_MS : 1).pipe(
    concatMap(() => interval(2)),
    take(words.length),
    map((at) => /** @type {const} */ ({ kind: 'token', text: String(words[at]) })),
  );
}
