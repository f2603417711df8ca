import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { choices } from '../../../src/server/interactions/choices';
import { identityIntake } from '../../../src/server/interactions/identityIntake';
import type { InteractionKind } from '../../../src/server/interactions/kind';
import type { ServerOptions } from '../../../src/server/options';
import { settingsOf } from '../../../src/server/settings';
import {
  callsThenTells,
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
  tool,
} from '../kit';
import { calling, resultIn, shown, submit, SUPPORTS, toldIn } from './cards';

interface Stars {
  readonly stars: number;
}

/** A kind that this package knows nothing of. */
const rating: InteractionKind<{ readonly max: number }, Stars> = {
  kind: 'rating',
  capability: 'rating_stars',
  description: 'Asks the user for a rating.',
  parameters: { type: 'object', properties: { max: { type: 'integer' } } },
  read: ({ max = 5 }) => {
    if (typeof max !== 'number') throw new Error('max must be a number.');
    return { max };
  },
  check: ({ stars }, { max }) =>
    typeof stars === 'number' && stars <= max
      ? { values: { stars: Math.round(stars) } }
      : { errors: [{ field: 'stars', message: `must be at most ${max}` }] },
  instructions: ({ max }) => `Ask for a rating up to ${max}.`,
  stamp: ({ stars }) => ({ userName: `A user of ${stars} stars` }),
};

const offering = (options: ServerOptions) => {
  const model = modelOf(() => of(token('Hello')));
  const client = connect(service({ ...options, model }));
  client.send(say(open(client, { supports: SUPPORTS }).sessionId));
  return (model.requests[0]?.tools ?? []).filter(({ name }) => INTERACTIVE.test(name));
};
const INTERACTIVE = /^(?:request|submit)_/;

describe('the kinds that an agent can ask with', () => {
  it.each<[title: string, options: ServerOptions, names: readonly string[]]>([
    [
      'are two by default, and what hands in without a card',
      {},
      ['request_identity_intake', 'request_choices', 'submit_interaction'],
    ],
    [
      'are those of the option',
      { interactions: [choices] },
      ['request_choices', 'submit_interaction'],
    ],
    ['may be none', { interactions: [] }, []],
  ])('%s', (_title, options, names) => {
    expect(offering(options).map(({ name }) => name)).toEqual(names);
  });

  it('tell the model what they take, and that a reason is welcome', () => {
    const offered = offering({});
    expect(offered).toHaveLength(3);
    for (const { name, description, parameters } of offered) {
      expect(description).not.toBe('');
      expect(Object.keys(parameters.properties)).toContain(
        name === 'submit_interaction' ? 'kind' : 'reason',
      );
    }
  });

  it('leave a tool of the host with such a name to the host', () => {
    const own = tool('request_choices', () => 'mine');
    const client = connect(service({ model: callsThenTells('request_choices'), tools: [own] }));
    const events = client.send(say(open(client, { supports: SUPPORTS }).sessionId));
    expect(resultIn(events).result).toBe('mine');
  });
});

describe('a third kind, by the option alone', () => {
  const interactions = [identityIntake, choices, rating];
  const options = calling('request_rating', { max: 3 }, { interactions });

  it('is shown, checked, taken and told', () => {
    const { on, client, sessionId, card } = shown(service(options), ['rating_stars']);
    expect(card).toMatchObject({ kind: 'rating', spec: { max: 3 }, reason: 'to help you better' });

    const wrong = client.send(submit(sessionId, card.interactionId, { values: { stars: 4 } }));
    expect(only(wrong, 'interaction_invalid').data.data).toMatchObject({
      kind: 'rating',
      errors: [{ field: 'stars', message: 'must be at most 3' }],
    });

    const right = client.send(submit(sessionId, card.interactionId, { values: { stars: 2.4 } }));
    expect(only(right, 'immediate_response').data).toMatchObject({ values: { stars: 2 } });
    expect(toldIn(right)).toEqual({ status: 'submitted', values: { stars: 2 } });
    let userName: string | undefined;
    on.store.session(sessionId).subscribe((session) => {
      userName = session?.userName;
    });
    expect(userName).toBe('A user of 2 stars');
  });

  it('is asked in words where it cannot be shown', () => {
    const client = connect(service(options));
    const events = client.send(say(open(client, { supports: SUPPORTS }).sessionId));
    expect(toldIn(events)).toMatchObject({
      mode: 'conversational',
      kind: 'rating',
      spec: { max: 3 },
      instructions: expect.stringContaining('Ask for a rating up to 3.'),
    });
  });

  it('whose check throws fails that answer alone, and the card waits on', () => {
    const log = logged();
    const broken: InteractionKind = {
      ...rating,
      read: () => ({}),
      check: () => {
        throw new Error('a secret');
      },
    };
    const on = service({ ...options, interactions: [broken], onLog: log.onLog });
    const { client, sessionId, card } = shown(on, ['rating_stars']);
    const events = client.send(submit(sessionId, card.interactionId, { values: {} }));
    expect(codeOf(events)).toBe('INTERNAL_ERROR');
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(log.entries.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
    const declined = client.send(submit(sessionId, card.interactionId, { declined: true }));
    expect(labelsOf(declined).at(-1)).toBe('eventual_response');
  });
});

describe('what a client can show goes with the conversation', () => {
  const resumed = (first: object, again: object) => {
    const on = service(calling('request_choices', { questions: [question] }));
    const client = connect(on);
    const { conversationId } = open(client, first);
    const { sessionId } = open(client, { conversationId, ...again });
    return labelsOf(client.send(say(sessionId))).includes('interaction_required');
  };
  const question = { question: 'Which size?', header: 'Size', options: ['S', 'M'] };

  it.each<[title: string, first: object, again: object, hasCard: boolean]>([
    ['left out, what was declared before holds', { supports: ['choice_chips'] }, {}, true],
    ['null counts as left out', { supports: ['choice_chips'] }, { supports: null }, true],
    ['no list counts as left out', { supports: ['choice_chips'] }, { supports: 'none' }, true],
    ['an empty list replaces it', { supports: ['choice_chips'] }, { supports: [] }, false],
    ['another list replaces it', { supports: SUPPORTS }, { supports: ['identity_form'] }, false],
    ['a list may add to nothing', {}, { supports: ['choice_chips'] }, true],
    ['what was never declared is none', {}, {}, false],
    ['what is no text is left out', {}, { supports: [1, null, 'choice_chips'] }, true],
  ])('%s [RESUME-3]', (_title, first, again, hasCard) => {
    expect(resumed(first, again)).toBe(hasCard);
  });

  it('and not with another one [RESUME-3]', () => {
    expect(resumed({ supports: SUPPORTS }, { conversationId: 'unknown' })).toBe(false);
  });
});

describe('the option interactions', () => {
  it('is taken as it is given', () => {
    expect(settingsOf({ interactions: [rating] }).interactions).toEqual([rating]);
    expect(settingsOf({}).interactions).toEqual([identityIntake, choices]);
  });

  it.each<[title: string, value: unknown]>([
    ['null', null],
    ['no list', rating],
    ['a name', ['choices']],
    ['two of one kind', [rating, rating]],
    ['no kind', [{ ...rating, kind: ' ' }]],
    ['no capability', [{ ...rating, capability: undefined }]],
    ['no description', [{ ...rating, description: '' }]],
    ['parameters that are no schema', [{ ...rating, parameters: { type: 'string' } }]],
    ['no read()', [{ ...rating, read: 1 }]],
    ['no check()', [{ ...rating, check: undefined }]],
    ['no instructions()', [{ ...rating, instructions: 'Ask.' }]],
  ])('cannot be %s', (_title, value) => {
    // What the type forbids, JavaScript can still pass.
    const read = () => settingsOf({ interactions: value as readonly InteractionKind[] });
    expect(read).toThrow('The option interactions must be kinds of cards, ');
  });
});
