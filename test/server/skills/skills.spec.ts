import { EMPTY, map, NEVER, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../../src/server/options';
import type { Skills } from '../../../src/server/skills';
import { storedIn, turn } from '../answer/kit';
import {
  codeOf,
  connect,
  labelsOf,
  logged,
  modelOf,
  only,
  open,
  say,
  service,
  token,
} from '../kit';

const skills: Skills = { read: (name) => of(name === 'sales' ? 'Be brief.' : undefined) };

const asked = (options: ServerOptions, fields: object) => {
  const model = modelOf(() => of(token('Yes.')));
  const one = turn({ model, instructions: 'You are Otto.', ...options }, 'Hello', fields);
  return { ...one, system: model.requests[0]?.messages[0]?.content };
};

describe('the skill of a message', () => {
  it('follows the instructions of the agent, for this turn [SEND-7]', () => {
    const model = modelOf(() => of(token('Yes.')));
    const { client, sessionId } = turn({ model, instructions: 'You are Otto.', skills }, 'Hello', {
      skill: 'sales',
    });
    client.send(say(sessionId, 'And now?'));
    expect(model.requests.map(({ messages }) => messages[0]?.content)).toEqual([
      'You are Otto.\n\nBe brief.',
      'You are Otto.',
    ]);
  });

  it('may say nothing', () => {
    const { system, events } = asked({ skills: { read: () => of('') } }, { skill: 'sales' });
    expect(system).toBe('You are Otto.');
    expect(labelsOf(events)).toEqual(['accepted', 'stream_token', 'eventual_response']);
  });

  it('is stored nowhere, and told to no client [SEND-7]', () => {
    const one = asked({ skills }, { skill: 'sales' });
    expect(JSON.stringify([one.events, storedIn(one)])).not.toContain('Be brief.');
  });

  it.each<[string, ServerOptions]>([
    ['is not there', { skills }],
    ['is not there, for there are none', {}],
    ['is not there, for there are no folders', { skills: [] }],
    ['is given nothing for', { skills: { read: () => EMPTY } }],
    ['cannot be read', { skills: { read: () => throwError(() => new Error('/etc/secret')) } }],
    [
      'makes its reader throw',
      {
        skills: {
          read: () => {
            throw new Error('/etc/secret');
          },
        },
      },
    ],
  ])('that %s refuses the message before its turn begins [SEND-2]', (_title, options) => {
    const one = asked(options, { skill: 'support' });
    expect(one.events).toHaveLength(1);
    expect(codeOf(one.events)).toBe('SKILL_NOT_FOUND');
    expect(only(one.events, 'error').requestId).toBe('turn');
    expect(JSON.stringify(one.events)).not.toContain('secret');
    expect(one.system).toBeUndefined();
    expect(storedIn(one)).toEqual([]);
    expect(labelsOf(one.client.send(say(one.sessionId)))[0]).toBe('accepted');
  });

  it('that cannot be read is told to the host', () => {
    const { entries, onLog } = logged();
    const error = new Error('is not a file');
    asked({ skills: { read: () => throwError(() => error) }, onLog }, { skill: 'sales' });
    expect(entries.filter(({ kind }) => kind === 'failed')).toMatchObject([{ error }]);
  });

  it.each([
    [''],
    ['.'],
    ['..'],
    ['../sales'],
    ['sales/..'],
    ['sales\0'],
    ['sales '],
    ['sälés'],
    ['x'.repeat(129)],
    [7],
    [true],
    [null],
    [['sales']],
    [{ name: 'sales' }],
  ])('that is no name is refused, and never looked up: %j [SEND-3]', (skill) => {
    let reads = 0;
    const counting: Skills = { read: () => of(`read ${++reads}`) };
    const one = asked({ skills: counting }, { skill });
    // What is null counts as left out.
    expect(labelsOf(one.events)[0]).toBe(skill === null ? 'accepted' : 'VALIDATION_ERROR');
    expect(reads).toBe(0);
  });

  it('is waited for, and the turn can be cancelled meanwhile', () => {
    const { client, events } = asked({ skills: { read: () => NEVER } }, { skill: 'sales' });
    expect(events).toEqual([]);
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
    expect(client.send({ action: 'cancel' })).toEqual([]);
  });

  it('holds the place of the connection while it is read', () => {
    const on = service({ skills: { read: () => timer(5).pipe(map(() => 'late')) } });
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId, 'Hello', { skill: 'sales' }));
    expect(codeOf(client.send(say(sessionId, 'Hello', { requestId: 'second' })))).toBe(
      'TURN_IN_PROGRESS',
    );
    client.leave();
  });
});
