import fc from 'fast-check';
import { agree } from './agree';
import { SESSIONS, type Answer, type Policy, type Question } from './model/frames';
import type { Model } from './model/model';
import { questionOf } from './model/server';
import type { World } from './real/world';

type Do = (model: Model, world: World) => void;
type When = (model: Readonly<Model>) => boolean;

/** A step that model and world take alike, when it can be taken; afterwards they must agree. */
class Step implements fc.Command<Model, World> {
  readonly #name: string;
  readonly #do: Do;
  readonly #when: When;

  constructor(name: string, both: Do, when: When = () => true) {
    this.#name = name;
    this.#do = both;
    this.#when = when;
  }

  check(model: Readonly<Model>): boolean {
    return this.#when(model);
  }

  run(model: Model, world: World): void {
    this.#do(model, world);
    agree(model, world);
  }

  toString(): string {
    return this.#name;
  }
}

const session = fc.nat({ max: SESSIONS - 1 });
const policy = fc.constantFrom<Policy>('queue', 'queue', 'reject', 'replace');
const answer = fc.constantFrom<Answer>('approve', 'deny', 'valid', 'invalid', 'decline');
/** How many turns or prompts back: the newest are the likeliest to be alive. */
const back = fc.oneof(fc.constant(0), fc.nat({ max: 3 }));

// What a user does.

const say = fc.tuple(session, policy).map(
  ([of, whenBusy]) =>
    new Step(
      `say in ${of}, ${whenBusy}`,
      (model, world) => {
        model.client.turn(of, whenBusy);
        world.user.turn(of, whenBusy);
      },
      ({ client }) => !(whenBusy === 'replace' && client.isRefused),
    ),
);

const unsubscribe = back.map(
  (n) =>
    new Step(
      `unsubscribe, ${n} back`,
      (model, world) => {
        const at = model.client.turns.length - 1 - n;
        const turn = model.client.turns[at];
        if (turn) model.client.unsubscribe(turn);
        world.user.unsubscribe(at);
      },
      ({ client }) => client.turns.length > n,
    ),
);

const cancel = session.map(
  (of) =>
    new Step(
      `cancel in ${of}`,
      (model, world) => {
        model.client.cancelAny();
        world.user.cancelAny(of);
      },
      ({ client }) => client.isOpen(of),
    ),
);

const answerPrompt = fc.tuple(back, answer).map(
  ([n, given]) =>
    new Step(
      `${given}, ${n} back`,
      (model, world) => {
        const at = model.client.prompts.length - 1 - n;
        const prompt = model.client.prompts[at];
        if (prompt) model.client.answer(prompt, given);
        world.user.answer(at, given);
      },
      ({ client }) => client.prompts.at(-1 - n)?.question === questionOf(given),
    ),
);

const answerAny = fc.tuple(session, answer).map(
  ([of, given]) =>
    new Step(
      `${given} in ${of}, unasked`,
      (model, world) => {
        model.client.answerAny(of, given);
        world.user.answerAny(of, given);
      },
      ({ client }) => client.isOpen(of),
    ),
);

const stranger = session.map(
  (of) =>
    new Step(
      `a stranger in ${of}`,
      (model, world) => {
        model.client.stranger(of);
        world.stranger(of);
      },
      ({ client }) => client.isOpen(of),
    ),
);

// What an agent does, in the turn that runs.

const thinks = (name: string, both: (model: Model, world: World, turn: string) => void) =>
  new Step(
    name,
    (model, world) => {
      both(model, world, model.server.thinkingOn(model.link) ?? '');
    },
    ({ server, link }) => server.thinkingOn(link) !== undefined,
  );

const speak = fc.constant(
  thinks('a token', ({ server, link }, { agent }, turn) => {
    server.says(link, 'so');
    agent.says(turn, 'so');
  }),
);

const call = fc
  .constantFrom<Question | undefined>('write', 'write', 'card', 'card', undefined)
  .map((question) =>
    thinks(
      `calls a tool${question ? ` with a ${question}` : ''}`,
      ({ server, link }, { agent }, turn) => {
        server.calls(link, question);
        agent.calls(turn, question);
      },
    ),
  );

const conclude = fc.constant(
  thinks('concludes', ({ server, link }, { agent }, turn) => {
    server.concludes(link);
    agent.concludes(turn);
  }),
);

const fail = fc.constant(
  thinks('fails', ({ server, link }, { agent }, turn) => {
    server.fails(link);
    agent.fails(turn);
  }),
);

// What a network does.

const up = fc.constant(
  new Step(
    'a frame up',
    (model, world) => {
      model.deliverUp();
      world.link.deliverUp();
    },
    ({ client, link }) => client.state === 'open' && link.up.length > 0,
  ),
);

const down = fc.constant(
  new Step(
    'a frame down',
    (model, world) => {
      model.deliverDown();
      world.link.deliverDown();
    },
    ({ link }) => link.down.length > 0,
  ),
);

const exchange = fc.constant(
  new Step(
    'all frames',
    (model, world) => {
      model.deliverAll();
      world.deliverAll();
    },
    ({ link }) => link.up.length + link.down.length > 0,
  ),
);

const drop = fc.tuple(fc.constantFrom(1000, 1001, 1006), fc.boolean()).map(
  ([code, serverNotices]) =>
    new Step(
      `drop with ${code}${serverNotices ? '' : ', unnoticed by the server'}`,
      (model, world) => {
        model.drop(serverNotices);
        world.drop(code, serverNotices);
      },
      ({ client }) => client.state !== 'waiting',
    ),
);

const noticeGone = fc.constant(
  new Step(
    'the server notices a drop',
    (model, world) => {
      model.noticeGone();
      world.noticeGone();
    },
    ({ orphans }) => orphans.length > 0,
  ),
);

const reconnect = fc.constant(
  new Step(
    'reconnect now',
    (model, world) => {
      model.client.retry();
      world.client.reconnectNow();
    },
    ({ client }) => client.state === 'waiting',
  ),
);

const wait = fc.constantFrom(10, 1_000, 40_000, 299_000, 300_000).map(
  (ms) =>
    new Step(`${ms} ms`, (model, world) => {
      model.wait(ms);
      world.wait(ms);
    }),
);

const WEIGHTS: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [6, say],
  [2, unsubscribe],
  [1, cancel],
  [8, answerPrompt],
  [1, answerAny],
  [1, stranger],
  [3, speak],
  [6, call],
  [3, conclude],
  [1, fail],
  [5, up],
  [5, down],
  [8, exchange],
  [1, drop],
  [1, noticeGone],
  [3, reconnect],
  [2, wait],
];

/** What users, agents and networks do, in any order. */
export const sequences = fc.commands<Model, World>(
  [fc.oneof(...WEIGHTS.map(([weight, arbitrary]) => ({ weight, arbitrary })))],
  { maxCommands: 100, size: 'max' },
);
