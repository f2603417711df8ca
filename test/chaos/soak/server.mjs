// @ts-check
// The server of the soak, in a process of its own, behind a proxy that cuts one connection after the
// other. It is asked over the channel of its parent, and ends when that closes.
import { interval, map, repeat, take, timer } from 'rxjs';
import { memoryStore, startServer } from 'smooth-operator-rx/server';
import { startTcpProxy } from '../proxy/tcpProxy.mjs';
import { randomFrom } from '../random.mjs';
import { remains, settled } from './remains.mjs';

const random = randomFrom(Number(process.argv[2]));

let kept = memoryStore();
const server = await startServer({
  port: 0,
  knowledge: [],
  // What is kept is not what is looked for: it is thrown away before the server is measured.
  store: {
    putConversation: (conversation) => kept.putConversation(conversation),
    conversation: (id) => kept.conversation(id),
    updateConversation: (id, change) => kept.updateConversation(id, change),
    putSession: (session) => kept.putSession(session),
    session: (id) => kept.session(id),
    updateSession: (id, change) => kept.updateSession(id, change),
    append: (message) => kept.append(message),
    latest: (id, count) => kept.latest(id, count),
    page: (id, count, before) => kept.page(id, count, before),
    list: (count, owner) => kept.list(count, owner),
  },
  model: {
    complete: () =>
      interval(1).pipe(
        take(random.int(1, 10)),
        map((at) => ({ kind: 'token', text: `${at} ` })),
      ),
  },
  limits: { turnsPerMinute: Infinity, addressTurnsPerMinute: Infinity },
});
const proxy = await startTcpProxy(server.port);

const cutting = timer(0)
  .pipe(repeat({ delay: () => timer(random.int(5, 60)) }))
  .subscribe(() => {
    const direction = random.pick(/** @type {const} */ (['up', 'down']));
    const kind = random.pick(/** @type {const} */ (['cut', 'cut', 'halfOpen', 'corrupt']));
    proxy.arm({ kind, direction, after: random.int(0, 2_000), ms: random.int(0, 50) });
  });

const alone = remains();

process.on('message', async () => {
  kept = memoryStore();
  proxy.disarm();
  process.send?.({ ...(await settled(alone)), connections: proxy.connections() });
});
process.on('disconnect', async () => {
  cutting.unsubscribe();
  await proxy.close();
  await server.close();
});
process.send?.({ url: `ws://127.0.0.1:${proxy.port}/ws` });
