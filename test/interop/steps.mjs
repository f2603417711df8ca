// What the servers of others are asked by the client of this package.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  defaultIfEmpty,
  filter,
  fromEvent,
  forkJoin,
  lastValueFrom,
  map,
  merge,
  scan,
  take,
  tap,
  timeout,
  toArray,
} from 'rxjs';
import { answerInteractions, confirmWrites, createClient, reply, tokens } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { Skipped } from './program.mjs';

const STEP_MS = 10_000;
const START_MS = 20_000;

/**
 * @param server - the process of a server, which says on its output where it listens
 * @returns whether all steps held
 */
export async function drive(server) {
  const url = await listening(server);
  // The last step is about a server that does not come back.
  const client = createClient({ url, socket: nodeSocket(), recoverWithin: 1_000 });
  const misfits = [];
  merge(client.protocolErrors$, client.unknownEvents$).subscribe((misfit) => misfits.push(misfit));
  const supports = ['identity_form', 'choice_chips'];
  const session = client.session({ agentId: randomUUID(), userName: 'Alice', supports });

  for (const [name, step] of Object.entries(steps)) {
    try {
      await step({ client, session, server });
      assert.deepEqual(misfits, [], 'frames that this client does not know');
    } catch (error) {
      console.log(`FAILED  ${name}: ${error.message}`);
      client.close();
      return false;
    }
    console.log(`ok      ${name}`);
  }
  client.close();
  return true;
}

const all = (source$) =>
  lastValueFrom(source$.pipe(timeout(STEP_MS), toArray(), defaultIfEmpty([])));
const one = (source$) => lastValueFrom(source$.pipe(timeout(STEP_MS)));
const typesOf = (events) => events.map(({ type }) => type);
const said = () => (turn$) =>
  turn$.pipe(
    reply(),
    map(({ text }) => text),
  );
const refusalOf = async (source$) => {
  const error = await one(source$).then(
    () => undefined,
    (refusal) => refusal,
  );
  return error?.code;
};
const resultOf = (events) =>
  events
    .filter(({ type }) => type === 'stream_chunk')
    .map(({ data }) => data.state.rawResponse?.toolResult)
    .find((result) => result !== undefined);

const steps = {
  'answers a ping': async ({ client }) => {
    assert.equal((await one(client.ping())).type, 'pong');
  },
  'opens a session, and tells of it': async ({ session }) => {
    const info = await one(session.info());
    const opened = await one(session.opened$.pipe(take(1)));
    assert.equal(info.sessionId, opened.sessionId);
    assert.equal(opened.resumed, false);
  },
  'streams a turn': async ({ session }) => {
    const events = await all(session.turn('Good day'));
    assert.equal(events[0].status, 202);
    assert.equal(events.at(-1).type, 'eventual_response');
    assert.ok(typesOf(events).includes('stream_token'));
    assert.equal(await one(session.turn('Good day').pipe(said())), 'You said: Good day');
  },
  'asks before it writes, and is approved': async ({ session }) => {
    const events = await all(session.turn('Refund it').pipe(confirmWrites(() => true)));
    assert.ok(typesOf(events).includes('write_confirmation_required'));
    assert.equal(resultOf(events).isError, false);
  },
  'is denied a write, and goes on': async ({ session }) => {
    const events = await all(session.turn('Refund it').pipe(confirmWrites(() => false)));
    assert.equal(resultOf(events).isError, true);
    assert.equal(events.at(-1).type, 'eventual_response');
  },
  'shows choices, and finds one wrong': async ({ session }) => {
    const picks = ['XXL', 'L'];
    const choices = () => ({ answers: [{ header: 'Size', options: [picks.shift()] }] });
    const events = await all(session.turn('Let me choose').pipe(answerInteractions({ choices })));
    assert.ok(typesOf(events).includes('interaction_invalid'));
    assert.equal(JSON.parse(resultOf(events).result).status, 'submitted');
  },
  'takes in who somebody is': async ({ session }) => {
    const identity_intake = () => ({ email: 'alice@EXAMPLE.com', phone: '(201) 555-0123' });
    const events = await all(
      session.turn('Who am I').pipe(answerInteractions({ identity_intake })),
    );
    assert.deepEqual(JSON.parse(resultOf(events).result).values, {
      email: 'alice@example.com',
      phone: '+12015550123',
    });
  },
  'is declined': async ({ session }) => {
    const events = await all(
      session.turn('Let me choose').pipe(answerInteractions({ otherwise: () => null })),
    );
    assert.equal(JSON.parse(resultOf(events).result).status, 'declined');
  },
  'is left in the middle of a turn, and runs the next': async ({ session }) => {
    await one(session.turn('Think on').pipe(take(1)));
    assert.equal(await one(session.turn('And now').pipe(said())), 'You said: And now');
  },
  'is stopped in the middle of a turn': async ({ session }) => {
    const events = await all(
      session.turn('Think on').pipe(
        tap(({ status }) => {
          if (status === 202) session.cancel().subscribe();
        }),
      ),
    );
    assert.equal(events.at(-1).type, 'cancelled');
  },
  'runs what was queued, in order': async ({ session }) => {
    const replies = ['One', 'Two', 'Three'].map((text) => session.turn(text).pipe(said()));
    const expected = ['You said: One', 'You said: Two', 'You said: Three'];
    assert.deepEqual(await one(forkJoin(replies)), expected);
  },
  'refuses answers to nothing': async ({ session }) => {
    const interaction = { interactionId: randomUUID(), values: {} };
    assert.equal(await refusalOf(session.confirmToolAction(true)), 'NO_PENDING_CONFIRMATION');
    assert.equal(await refusalOf(session.submitInteraction(interaction)), 'NO_PENDING_INTERACTION');
    assert.equal((await one(session.verifyOtp('123456'))).type, 'otp_invalid');
  },
  'tells the history page by page': async ({ session }) => {
    const history = await all(session.history({ pageSize: 3 }).pipe(map(({ content }) => content)));
    assert.equal(history[0].text, 'You said: Three');
    assert.equal(history.at(-1).text, 'Good day');
  },
  'lists and renames conversations': async ({ client, session }) => {
    const { conversationId } = await one(session.opened$.pipe(take(1)));
    const refused = await refusalOf(client.renameConversation(conversationId, 'Returns'));
    assert.ok([undefined, 'UNSUPPORTED_ACTION'].includes(refused)); // one server knows it
    const listed = await one(client.listConversations());
    const { title } = listed.find((each) => each.conversationId === conversationId);
    assert.equal(title, refused ? 'Good day' : 'Returns');
  },
  'takes up a conversation': async ({ client, session }) => {
    const { conversationId } = await one(session.opened$.pipe(take(1)));
    const again = client.session({ agentId: randomUUID(), conversationId });
    const history = await all(again.history({ pageSize: 50 }));
    assert.equal(history.at(-1).content.text, 'Good day');
    assert.equal((await one(again.opened$.pipe(take(1)))).resumed, true);
  },
  'dies, and the turn is interrupted': async ({ session, server }) => {
    const died = session.turn('Think on').pipe(
      tap(({ status }) => {
        if (status === 202) server.kill('SIGKILL');
      }),
      tokens(),
    );
    assert.equal(await refusalOf(died), 'INTERRUPTED');
  },
};

/** Where it listens, once it says so; fails when it ends instead. */
function listening(server) {
  const ended$ = merge(fromEvent(server, 'error'), fromEvent(server, 'exit')).pipe(
    map((why) => {
      throw why instanceof Error
        ? new Skipped(`it does not start (${why.code})`)
        : new Error('It ended.');
    }),
  );
  const told$ = merge(fromEvent(server.stdout, 'data'), fromEvent(server.stderr, 'data')).pipe(
    scan((told, text) => told + text, ''),
    map((told) => /listening on (ws:\S+)/.exec(told)?.[1]),
    filter((url) => url !== undefined),
  );
  return lastValueFrom(merge(told$, ended$).pipe(take(1), timeout(START_MS)));
}
