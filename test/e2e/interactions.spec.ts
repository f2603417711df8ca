import { firstValueFrom, lastValueFrom, map, tap, timer, toArray, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answerInteractions,
  createClient,
  reply,
  toolCalls,
  type Client,
  type InteractionPrompt,
  type TurnEvent,
} from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import {
  scriptedModel,
  startServer,
  type InteractionKind,
  type RunningServer,
  type ServerOptions,
} from 'smooth-operator-rx/server';
import { logged } from '../server/kit';
import { AGENT } from '../turnTest';

let server: RunningServer;
let client: Client;

async function start(options: ServerOptions = {}, supports = ['identity_form', 'choice_chips']) {
  server = await startServer({ port: 0, ...options });
  client = createClient({ url: server.url, socket: nodeSocket(), linger: 0 });
  return client.session({ agentId: AGENT, supports });
}

const all = <T>(values$: Observable<T>) => lastValueFrom(values$.pipe(toArray()));
const typesOf = (events: readonly TurnEvent[]) => events.map(({ type }) => type);
const soon = <T>(value: T) => timer(1).pipe(map(() => value));
const sizes = {
  questions: [{ question: 'Which size?', header: 'Size', options: ['S', 'M'] }],
  reason: 'to send the right one',
};

describe('cards between client and server, over a real socket', () => {
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it('are shown, filled in wrongly, filled in rightly, and the turn goes on', async () => {
    const session = await start();
    const asked: InteractionPrompt['errors'][] = [];
    const events = await all(
      session.turn('Please call me back').pipe(
        answerInteractions({
          identity_intake: ({ spec, errors }) => {
            expect(spec.fields.map(({ key }) => key)).toEqual(['name', 'phone']);
            asked.push(errors);
            return soon(errors ? { name: 'Alice', phone: '555 123 4567' } : { phone: '12' });
          },
        }),
      ),
    );
    expect(asked).toEqual([
      undefined,
      [
        { field: 'name', message: 'is required' },
        { field: 'phone', message: expect.stringContaining('must be a valid phone number') },
      ],
    ]);
    const types = typesOf(events);
    expect(types.indexOf('interaction_required')).toBeLessThan(types.indexOf('stream_chunk'));
    expect(types.filter((type) => type === 'interaction_invalid')).toHaveLength(1);
    expect(types.at(-1)).toBe('eventual_response');
    expect(JSON.stringify(events)).toContain('+15551234567');
  });

  it('are declined, and the turn goes on', async () => {
    const session = await start();
    const { text } = await firstValueFrom(
      session
        .turn('I want to leave my contact details')
        .pipe(answerInteractions({ identity_intake: () => null }), reply()),
    );
    expect(text).toBe('All right, we go on without your details.');
  });

  it('offer choices, of which the model is told', async () => {
    const model = scriptedModel([
      { kind: 'toolCall', name: 'request_choices', arguments: sizes },
      { kind: 'text', text: 'Sent.' },
    ]);
    const session = await start({ model });
    const activity = await all(
      session.turn('Send me a shirt').pipe(
        answerInteractions({
          choices: ({ spec: { questions } }) => ({
            answers: questions.map(({ header, options }) => ({
              header,
              options: options.slice(1).map(({ label }) => ` ${label} `),
            })),
          }),
        }),
        toolCalls(),
      ),
    );
    expect(activity[0]).toEqual({ kind: 'call', name: 'request_choices', arguments: sizes });
    expect(activity[1]).toMatchObject({ kind: 'result', isError: false });
    expect(JSON.parse(activity[1]?.kind === 'result' ? activity[1].result : '')).toEqual({
      status: 'submitted',
      values: { answers: [{ header: 'Size', options: ['M'] }] },
    });
  });

  it('may be of a kind that neither end ships with', async () => {
    const model = scriptedModel([
      { kind: 'toolCall', name: 'request_rating', arguments: {} },
      { kind: 'text', text: 'Thank you.' },
    ]);
    const rating: InteractionKind = {
      kind: 'rating',
      capability: 'rating_stars',
      description: 'Asks the user for a rating.',
      parameters: { type: 'object', properties: {} },
      read: () => ({ max: 5 }),
      check: (values) => ({ values }),
      instructions: () => 'Ask for a rating.',
    };
    const session = await start({ model, interactions: [rating] }, ['rating_stars']);
    const events = await all(
      session
        .turn('That was great')
        .pipe(answerInteractions({ otherwise: ({ spec }) => ({ stars: spec['max'] }) })),
    );
    expect(JSON.stringify(events)).toContain('\\"stars\\":5');
    expect(typesOf(events).at(-1)).toBe('eventual_response');
  });

  it('are not shown to a client that declares none: the agent asks in words', async () => {
    const session = await start({}, []);
    const say = (message: string) => firstValueFrom(session.turn(message).pipe(reply()));
    expect((await say('Please call me back')).text).toBe('Please tell me your name and phone.');
    expect((await say('Alice, +49 30 123456')).text).toBe(
      'Thank you, Alice. I have noted your name and phone.',
    );
  });

  it('go with the connection that is lost, and the next turn is free of them', async () => {
    const log = logged();
    const session = await start({ onLog: log.onLog });
    const turn$ = session.turn('Please call me back').pipe(
      tap(({ type }) => {
        if (type === 'interaction_required') client.close();
      }),
    );
    await expect(all(turn$)).rejects.toMatchObject({ kind: expect.any(String) });
    await log.until('disconnected');

    client = createClient({ url: server.url, socket: nodeSocket(), linger: 0 });
    const { text } = await firstValueFrom(
      client.session({ agentId: AGENT }).turn('How fast is expedited shipping?').pipe(reply()),
    );
    expect(text).toContain('2 business days');
    const turns = log.entries.filter(({ kind }) => kind === 'turn');
    expect(turns[0]).toMatchObject({ outcome: 'aborted' });
  });
});
