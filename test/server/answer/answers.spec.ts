import fc from 'fast-check';
import { concat, EMPTY, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ChatModel, ModelOutput } from '../../../src/server/model';
import { scriptedModel } from '../../../src/server/models/scripted';
import type { ServerOptions } from '../../../src/server/options';
import {
  callsThenTells,
  codeOf,
  connect,
  labelsOf,
  modelOf,
  only,
  open,
  say,
  service,
  token,
  tool,
} from '../kit';
import { replyOf, storedIn, tokensOf, turn } from './kit';

const saying = (...texts: string[]) => modelOf(() => of(...texts.map(token)));
const block = (...replies: string[]) =>
  `<suggested_replies>${JSON.stringify(replies)}</suggested_replies>`;

describe('suggested replies', () => {
  it('go with the reply, and are neither streamed nor stored', () => {
    const one = turn({
      model: saying('It is noon.', '\n\n<suggested_re', 'plies>["Why?"', ']</suggested_replies>'),
    });
    const { text, response } = replyOf(one.events);
    expect(response.suggestedNextActions).toEqual(['Why?']);
    expect(text).toBe('It is noon.');
    expect(tokensOf(one.events)).toEqual(['It is noon.']);
    expect(storedIn(one)[0]).toMatchObject({ content: { text: 'It is noon.' } });
  });

  it('may come from a scripted model, too', () => {
    const model = scriptedModel([{ kind: 'text', text: `It is noon. ${block('Why?', 'Thanks')}` }]);
    const { text, response } = replyOf(turn({ model }).events);
    expect(text).toBe('It is noon.');
    expect(response.suggestedNextActions).toEqual(['Why?', 'Thanks']);
  });

  it('of a model that gives them apart are sent as well', () => {
    const model = modelOf(() =>
      of(token('Noon.'), { kind: 'suggestions', replies: ['Why?'] } as const),
    );
    expect(replyOf(turn({ model }).events).response.suggestedNextActions).toEqual(['Why?']);
  });

  it('are those of the last call that had some', () => {
    const model = modelOf((_request, call) =>
      call === 1
        ? of(token(`Let me see. ${block('Stop')}`), {
            kind: 'toolCall',
            id: '1',
            name: 'a',
            arguments: {},
          } as const)
        : of(token(`Done. ${block('Thanks')}`)),
    );
    const { events } = turn({ model, tools: [tool('a', () => 'A')] });
    const { text, response } = replyOf(events);
    expect(text).toBe('Let me see.\n\nDone.');
    expect(tokensOf(events).join('')).toBe(text);
    expect(response.suggestedNextActions).toEqual(['Thanks']);
    expect(model.requests[1]?.messages.at(-2)).toMatchObject({
      role: 'assistant',
      content: 'Let me see.',
    });
  });

  it('are asked for of a model that says it gives some, and of no other', () => {
    const asks = (fields: Partial<ChatModel>) => {
      const model = { ...saying('Yes.'), ...fields };
      turn({ model });
      return model.requests[0]?.messages[0]?.content.includes('<suggested_replies>');
    };
    expect(asks({})).toBe(false);
    expect(asks({ suggestsReplies: false })).toBe(false);
    expect(asks({ suggestsReplies: true })).toBe(true);
  });

  it('never make the reply differ from its tokens, whatever a model says', () => {
    const bits = fc.constantFrom(
      '<suggested_replies>',
      '</suggested_replies>',
      '["a"]',
      '\n',
      ' ',
      'Suggested replies:\n',
      '- b\n',
      'Noon',
      '<',
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.oneof(bits, fc.string()), { maxLength: 8 }), {
          minLength: 1,
          maxLength: 3,
        }),
        (calls) => {
          const model = modelOf((_request, call) => {
            const said = (calls[call - 1] ?? []).map(token);
            return call < calls.length
              ? of(...said, { kind: 'toolCall', id: '1', name: 'a', arguments: {} } as const)
              : of(...said);
          });
          const one = turn({ model, tools: [tool('a', () => 'A')], knowledge: [] });
          expect(tokensOf(one.events).join('')).toBe(replyOf(one.events).text);
          expect(storedIn(one)[0]?.content.text).toBe(replyOf(one.events).text);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('an answer that is nothing but suggested replies', () => {
  it('is stored and sent as an empty one', () => {
    const one = turn({ model: saying(block('Why?')) });
    expect(labelsOf(one.events)).toEqual(['accepted', 'eventual_response']);
    expect(replyOf(one.events).response).toMatchObject({
      responseParts: [''],
      suggestedNextActions: ['Why?'],
    });
    expect(storedIn(one)[0]).toMatchObject({ direction: 'outbound', content: { text: '' } });
  });
});

describe('the citations of an answer', () => {
  const passage = (documentId: string, score = 1) => ({
    documentId,
    title: documentId,
    text: `About ${documentId}.`,
    position: 0,
    score,
  });
  const citing = (found: ReturnType<typeof passage>[][], retrieved: string[] = []) => {
    const calls = found.map(
      (_, n) => ({ kind: 'toolCall', name: 'look', arguments: { n } }) as const,
    );
    const { events } = turn({
      model: scriptedModel([...calls, { kind: 'text', text: 'Yes.' }]),
      knowledge: { retrieve: () => of(retrieved.map((id) => passage(id))) },
      tools: [
        tool('look', ({ n }, context) => {
          context.cite(found[Number(n)] ?? []);
          return 'ok';
        }),
      ],
    });
    return (replyOf(events).citations ?? []).map(({ id }) => id);
  };

  it('are three that were retrieved, then what tools found [REPLY-3]', () => {
    expect(citing([[passage('x'), passage('y')], [passage('z')]], ['a', 'b', 'c', 'd'])).toEqual([
      'a',
      'b',
      'c',
      'x',
      'y',
      'z',
    ]);
  });

  it('name each document once', () => {
    expect(
      citing(
        [
          [passage('a'), passage('x')],
          [passage('x'), passage('b')],
        ],
        ['a'],
      ),
    ).toEqual(['a', 'x', 'b']);
  });

  it('are at most eight [REPLY-3]', () => {
    const many = Array.from({ length: 20 }, (_, n) => passage(`x${n}`));
    expect(citing([many], ['a'])).toEqual(['a', 'x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6']);
    expect(citing([many])).toHaveLength(8);
  });

  it('leave out what has no score, and what has none that is a number', () => {
    expect(citing([[passage('x', 0), passage('y', NaN), passage('z', -1)]])).toEqual([]);
  });
});

describe('knowledge_search', () => {
  const knowledge = [
    { id: 'cats.md', text: 'Cats purr.' },
    { id: 'dogs.md', text: 'Dogs bark.' },
  ];
  const searching = (args: Record<string, unknown>, options: ServerOptions = {}) => {
    const { events } = turn(
      { model: callsThenTells('knowledge_search', args), knowledge, ...options },
      'Do cats purr?',
    );
    return replyOf(events);
  };

  it('finds more for the model, and has it cited after what was found for the message', () => {
    const { text, citations } = searching({ query: 'Do dogs bark?' });
    expect(text).toBe('dogs.md: Dogs bark.');
    expect(citations?.map(({ id }) => id)).toEqual(['cats.md', 'dogs.md']);
  });

  it('says so when it finds nothing, and cites nothing for it', () => {
    const { text, citations } = searching({ query: 'fish' });
    expect(text).toBe('Nothing was found.');
    expect(citations?.map(({ id }) => id)).toEqual(['cats.md']);
  });

  it.each([
    [{}],
    [{ query: '' }],
    [{ query: ' ' }],
    [{ query: 7 }],
    [{ query: null }],
    [{ query: ['a'] }],
  ])('refuses %j to the model, and the turn goes on', (args) => {
    expect(searching(args).text).toBe('Error: query must be a text');
  });

  it('tells the model of a search that fails, and the turn goes on', () => {
    let searches = 0;
    const failing = {
      retrieve: () => (++searches === 1 ? of([]) : throwError(() => new Error('index is closed'))),
    };
    expect(searching({ query: 'dogs' }, { knowledge: failing }).text).toBe(
      'Error: index is closed',
    );
  });

  it('is there when there is knowledge, and the host may have its own', () => {
    const offered = (options: ServerOptions) => {
      const model = saying('Yes.');
      turn({ model, tools: [], ...options });
      return model.requests[0]?.tools.map(({ name, description }) => [name, description]);
    };
    expect(offered({ knowledge: [] })?.map(([name]) => name)).not.toContain('knowledge_search');
    expect(offered({ knowledge })?.map(([name]) => name)).toContain('knowledge_search');
    expect(offered({ knowledge: { retrieve: () => EMPTY } })?.map(([name]) => name)).toContain(
      'knowledge_search',
    );
    const own = tool('knowledge_search', () => 'mine');
    expect(offered({ knowledge, tools: [own] })).toContainEqual([
      'knowledge_search',
      own.description,
    ]);
  });
});

describe('what a model is asked with a message', () => {
  const asked = (options: ServerOptions, fields: object = {}) => {
    const model = saying('Yes.');
    turn({ model, ...options }, 'Look at this', fields);
    return model.requests[0];
  };

  it('holds the pictures and the files, on the new message', () => {
    const images = [{ url: 'https://example.com/a.png', detail: 'low' }];
    const files = [{ name: 'a.txt', mimeType: 'text/plain', url: 'data:text/plain,hello' }];
    expect(asked({}, { images, files })?.messages.at(-1)).toEqual({
      role: 'user',
      content: 'Look at this',
      images,
      files,
    });
    expect(asked({}, { images: [], files: [] })?.messages.at(-1)).toEqual({
      role: 'user',
      content: 'Look at this',
    });
  });

  it('holds those of the entries that are well-formed [SEND-4] [TOL-4]', () => {
    const images = [
      { url: 'a' },
      null,
      { url: 7 },
      { detail: 'low' },
      { url: 'b', detail: 'huge' },
    ];
    const files = [
      { name: 'a', url: 'a' },
      { name: '', url: 'b' },
      { name: 'x'.repeat(256), url: 'c' },
      { name: 'd' },
      'e',
    ];
    const newest = asked({}, { images, files })?.messages.at(-1);
    expect(newest?.images).toContainEqual({ url: 'a' });
    expect(newest?.images?.map(({ url }) => url)).not.toContain(7);
    expect(newest?.files).toEqual([{ name: 'a', url: 'a' }]);
  });

  it('has no pictures and files of earlier turns', () => {
    const model = saying('Yes.');
    const { client, sessionId } = turn({ model }, 'Look', {
      images: [{ url: 'a' }],
      files: [{ name: 'a', url: 'a' }],
    });
    client.send(say(sessionId, 'And now?'));
    expect(JSON.stringify(model.requests[1]?.messages)).not.toContain('"url"');
  });

  it('is headed by the instructions of the host', () => {
    expect(asked({ instructions: 'Speak like a pirate.' })?.messages[0]).toEqual({
      role: 'system',
      content: 'Speak like a pirate.',
    });
    expect(asked({ agentName: 'Otto' })?.messages[0]?.content).toContain('You are Otto.');
  });

  it('allows 8192 tokens, or as many as the host says', () => {
    expect(asked({})?.maxTokens).toBe(8192);
    expect(asked({ maxTokens: 7 })?.maxTokens).toBe(7);
  });

  it('begins with the greeting in the first turn of a conversation alone', () => {
    const model = saying('Yes.');
    const { client, sessionId } = turn({ model, greeting: 'Ahoy!' }, 'First?');
    client.send(say(sessionId, 'Second?'));
    const contents = model.requests.map(({ messages }) =>
      messages.slice(1).map(({ role, content }) => [role, content]),
    );
    expect(contents).toEqual([
      [
        ['assistant', 'Ahoy!'],
        ['user', 'First?'],
      ],
      [
        ['user', 'First?'],
        ['assistant', 'Yes.'],
        ['user', 'Second?'],
      ],
    ]);
  });
});

describe('a model asked for by name', () => {
  const answers = (model: string | undefined, options: ServerOptions = {}) => {
    const usual = saying('Usual.');
    const small = saying('Small.');
    const { events } = turn({ model: usual, models: { small }, ...options }, 'Hello', { model });
    return { text: replyOf(events).text, usual: usual.requests[0], small: small.requests[0] };
  };

  it('answers when the server has one of that name', () => {
    const { text, usual, small } = answers('small');
    expect(text).toBe('Small.');
    expect(usual).toBeUndefined();
    expect(small).not.toHaveProperty('model');
  });

  it.each(['large', 'constructor', '__proto__', 'toString', ''])(
    'is the usual one for %j, which is told the name',
    (name) => {
      const { text, usual } = answers(name);
      expect(text).toBe('Usual.');
      expect(usual?.model).toBe(name);
    },
  );

  it('is the usual one without a name', () => {
    const { text, usual } = answers(undefined);
    expect(text).toBe('Usual.');
    expect(usual).not.toHaveProperty('model');
  });

  it.each([[7], [null], [{}], [['small']], [true]])('is the usual one for %j [TOL-3]', (model) => {
    expect(answers(model as unknown as string).text).toBe('Usual.');
  });
});

describe('a model that cannot answer', () => {
  const keyless = { ...saying('Yes.'), unavailable: () => 'The server has no key for its model.' };

  it('refuses the message before its turn begins, and nothing is stored', () => {
    const one = turn({ model: keyless });
    expect(labelsOf(one.events)).toEqual(['LLM_UNAVAILABLE']);
    expect(only(one.events, 'error')).toMatchObject({
      requestId: 'turn',
      error: { message: 'The server has no key for its model.' },
    });
    expect(storedIn(one)).toEqual([]);
    expect(labelsOf(one.client.send(say(one.sessionId)))).toEqual(['LLM_UNAVAILABLE']);
  });

  it('is asked each time, and only when it would answer', () => {
    let key = false;
    const model = { ...saying('Yes.'), unavailable: () => (key ? undefined : 'No key.') };
    const { client, sessionId, events } = turn({ model, models: { other: saying('Other.') } });
    expect(codeOf(events)).toBe('LLM_UNAVAILABLE');
    expect(labelsOf(client.send(say(sessionId, 'Hello', { model: 'other' })))[0]).toBe('accepted');
    key = true;
    expect(labelsOf(client.send(say(sessionId)))[0]).toBe('accepted');
  });

  it('that throws when asked ends the turn like any failure', () => {
    const model = {
      ...saying('Yes.'),
      unavailable: () => {
        throw new Error('key sk-123');
      },
    };
    const { events } = turn({ model });
    expect(labelsOf(events)).toEqual(['INTERNAL_ERROR']);
    expect(JSON.stringify(events)).not.toContain('sk-123');
  });
});

describe('the checks of a message', () => {
  const skills = { read: () => of(undefined) };
  const unavailable = () => 'No key.';

  it('are: a turn that runs, the session, the skill, the model [SEND-2]', () => {
    const running = turn({ model: modelOf(() => NEVER), skills });
    const refused = (sessionId: string, fields: object = {}) =>
      codeOf(running.client.send(say(sessionId, 'Hello', fields)));
    expect(refused('unknown', { skill: 'none' })).toBe('TURN_IN_PROGRESS');

    const client = connect(service({ model: { ...saying('Yes.'), unavailable }, skills }));
    const { sessionId } = open(client);
    expect(codeOf(client.send(say('unknown', 'Hello', { skill: 'none' })))).toBe(
      'SESSION_NOT_FOUND',
    );
    expect(codeOf(client.send(say(sessionId, 'Hello', { skill: 'none' })))).toBe('SKILL_NOT_FOUND');
    expect(codeOf(client.send(say(sessionId)))).toBe('LLM_UNAVAILABLE');
  });

  it('leave the place free for the next message', () => {
    const client = connect(service({ model: saying('Yes.'), skills }));
    const { sessionId } = open(client);
    client.send(say(sessionId, 'Hello', { skill: 'none' }));
    expect(labelsOf(client.send(say(sessionId)))).toEqual([
      'accepted',
      'stream_token',
      'eventual_response',
    ]);
  });
});

describe('a failure in mid-turn', () => {
  it.each<[string, ModelOutput[]]>([
    ['after tokens', [token('Well')]],
    ['after text that was held back', [token('Well '), token('<suggested_replies>["a"')]],
    ['after reasoning', [{ kind: 'reasoning', text: 'Hm.' }]],
  ])('%s keeps the message and no reply', (_title, said) => {
    const one = turn({
      model: modelOf(() =>
        concat(
          of(...said),
          throwError(() => new Error('down')),
        ),
      ),
    });
    expect(labelsOf(one.events).at(-1)).toBe('INTERNAL_ERROR');
    expect(storedIn(one)).toMatchObject([{ direction: 'inbound' }]);
  });
});
