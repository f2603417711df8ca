import { throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../../src/protocol';
import { scriptedModel, type ScriptEntry } from '../../../src/server/models/scripted';
import type { ServerOptions } from '../../../src/server/options';
import type { Session } from '../../../src/server/store';
import { memoryStore } from '../../../src/server/stores/memory';
import { connect, labelsOf, open, say, service, type Client } from '../kit';
import { calling, intake, resultIn, sizes, SUPPORTS, toldIn } from './cards';

const call = (name: string, args: object): ScriptEntry => ({
  kind: 'toolCall',
  name,
  arguments: { ...args },
});
const done: ScriptEntry = { kind: 'text', text: 'Noted.' };
const handIn = (fields: object) => call('submit_interaction', fields);
const alice = { name: ' Alice ', email: 'Alice@EXAMPLE.com' };

/** What a turn on a connection that shows no cards is answered with, its model calling as scripted. */
function turnsOf(script: readonly ScriptEntry[], more: ServerOptions = {}) {
  const on = service({ model: scriptedModel(script), ...more });
  const client = connect(on);
  const { sessionId, conversationId } = open(client);
  const turn = (by: Client = client) => by.send(say(sessionId));
  const session = () => {
    let found: Session | undefined;
    on.store.session(sessionId).subscribe((kept) => {
      found = kept;
    });
    return found;
  };
  return { on, conversationId, turn, session };
}

const errorIn = (events: readonly ServerEvent[]) => {
  const { isError, result } = resultIn(events);
  expect(isError).toBe(true);
  return result;
};

describe('without a card the agent asks in its own words', () => {
  it('and no event is sent: the tool tells the model how [CREATE-4] [CARD-4]', () => {
    const { turn } = turnsOf([call('request_identity_intake', intake), done]);
    const events = turn();
    expect(labelsOf(events)).toEqual([
      'accepted',
      'toolCall',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(toldIn(events)).toEqual({
      mode: 'conversational',
      kind: 'identity_intake',
      spec: {
        fields: [
          { key: 'name', required: true },
          { key: 'email', required: true },
        ],
      },
      reason: 'to call you back',
      instructions: expect.stringContaining('name, email'),
    });
  });

  it.each([
    [undefined, 'request_choices', sizes, false],
    [[], 'request_choices', sizes, false],
    [['identity_form'], 'request_choices', sizes, false],
    [['choice_chips'], 'request_choices', sizes, true],
    [['choice_chips'], 'request_identity_intake', intake, false],
    [['identity_form'], 'request_identity_intake', intake, true],
    [['dance', 'identity_form'], 'request_identity_intake', intake, true],
  ])('a client that declares %j, and %s: %#', (supports, name, args, hasCard) => {
    const client = connect(service(calling(name, args)));
    const { sessionId } = open(client, { ...(supports && { supports }) });
    const events = client.send(say(sessionId));
    expect(labelsOf(events).includes('interaction_required')).toBe(hasCard);
    expect(labelsOf(events).includes('eventual_response')).toBe(!hasCard);
  });

  it('and an impossible question is an error for the model', () => {
    const { turn } = turnsOf([call('request_choices', { questions: [] }), done]);
    expect(errorIn(turn())).toMatch(/^Error: questions must be/);
  });

  it('and a store that fails says no more than that to the model', () => {
    const store = {
      ...memoryStore(),
      updateConversation: () => throwError(() => new Error('postgres://admin:secret@db')),
    };
    const { turn } = turnsOf([call('request_choices', sizes), done], { store });
    expect(errorIn(turn())).toBe('Error: the server could not note it.');
  });
});

describe('the model hands in what it was told', () => {
  it('in the same turn: the call comes before its result, and never waits', () => {
    const { turn } = turnsOf([
      call('request_identity_intake', intake),
      handIn({ kind: 'identity_intake', values: alice }),
      done,
    ]);
    expect(labelsOf(turn())).toEqual([
      'accepted',
      'toolCall',
      'toolResult',
      'toolCall',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
  });

  it('in a later turn, with the result that a card has, and it stays with the session', () => {
    const { turn, session } = turnsOf([
      call('request_identity_intake', intake),
      done,
      handIn({ kind: 'identity_intake', values: alice }),
      done,
    ]);
    turn();
    const values = { name: 'Alice', email: 'Alice@example.com' };
    expect(toldIn(turn())).toEqual({ status: 'submitted', values });
    expect(session()).toMatchObject({ userName: 'Alice', contactEmail: values.email });
  });

  it('on another connection of the session', () => {
    const { on, turn } = turnsOf([
      call('request_choices', sizes),
      done,
      handIn({ kind: 'choices', values: { answers: [{ header: 'Size', options: ['M'] }] } }),
      done,
    ]);
    turn();
    expect(toldIn(turn(connect(on)))).toMatchObject({ status: 'submitted' });
  });

  it('in a later session of the conversation', () => {
    const { on, turn, conversationId } = turnsOf([
      call('request_choices', sizes),
      done,
      handIn({ kind: 'choices', values: { answers: [{ header: 'Size', options: ['M'] }] } }),
      done,
    ]);
    turn();
    const later = connect(on);
    const { sessionId } = open(later, { conversationId });
    expect(toldIn(later.send(say(sessionId)))).toMatchObject({ status: 'submitted' });
  });

  it('of several kinds, each checked by what was last asked of it', () => {
    const handInSize = (size: string) =>
      handIn({ kind: 'choices', values: { answers: [{ header: 'Size', options: [size] }] } });
    const { turn } = turnsOf([
      call('request_choices', { questions: [{ ...sizes.questions[0], options: ['38', '40'] }] }),
      done,
      call('request_identity_intake', intake),
      done,
      call('request_choices', sizes),
      done,
      handIn({ kind: 'identity_intake', values: alice }),
      done,
      handInSize('38'),
      done,
      handInSize('M'),
      done,
    ]);
    turn();
    turn();
    turn();
    expect(toldIn(turn())).toMatchObject({ status: 'submitted' });
    expect(errorIn(turn())).toContain('Size has no option "38"');
    expect(toldIn(turn())).toMatchObject({ status: 'submitted' });
  });

  it('under the same check as a card: all that is wrong at once, and again until it is right [CARD-4]', () => {
    const { turn, session } = turnsOf([
      call('request_identity_intake', intake),
      done,
      handIn({ kind: 'identity_intake', values: { email: 'alice' } }),
      handIn({ kind: 'identity_intake', values: alice }),
      done,
    ]);
    turn();
    const [, , wrong, , right] = turn();
    expect(errorIn(wrong ? [wrong] : [])).toBe(
      'Error: name is required; email must be a valid email address.',
    );
    expect(toldIn(right ? [right] : [])).toMatchObject({ status: 'submitted' });
    expect(session()).toMatchObject({ contactEmail: 'Alice@example.com' });
  });

  it('or that the user would rather not say', () => {
    const { turn, session } = turnsOf([
      call('request_identity_intake', intake),
      done,
      handIn({ kind: 'identity_intake', declined: true, values: alice }),
      done,
    ]);
    turn();
    expect(toldIn(turn())).toEqual({ status: 'declined', message: expect.any(String) });
    expect(session()).not.toHaveProperty('contactEmail');
  });

  it.each<[says: string, fields: object]>([
    ['kind must be one of identity_intake, choices', {}],
    ['kind must be one of', { kind: 7 }],
    ['kind must be one of', { kind: 'constructor', values: {} }],
    ['values must be an object', { kind: 'identity_intake' }],
    ['values must be an object', { kind: 'identity_intake', values: 'Alice' }],
    ['values must be an object', { kind: 'identity_intake', values: [], declined: 'no' }],
    ['the user has not been asked yet; call request_choices', { kind: 'choices', values: {} }],
  ])('or is told what is missing: %s %j', (says, fields) => {
    const { turn } = turnsOf([call('request_identity_intake', intake), done, handIn(fields), done]);
    turn();
    expect(errorIn(turn())).toContain(says);
  });

  it('not in place of the person who is shown a card', () => {
    const on = service(
      calling('submit_interaction', { kind: 'identity_intake', values: { ...alice } }),
    );
    const client = connect(on);
    const { sessionId } = open(client, { supports: SUPPORTS });
    expect(errorIn(client.send(say(sessionId)))).toContain('has not been asked yet');
  });
});
