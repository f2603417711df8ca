import { lastValueFrom, map, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { documentKnowledge } from '../../src/server/knowledge';
import { seedKnowledge } from '../../src/server/knowledge/seed';
import type { ChatMessage, ModelOutput } from '../../src/server/model';
import { extractiveModel } from '../../src/server/models/extractive/extractiveModel';
import { readArguments } from '../../src/server/models/extractive/readArguments';
import { questionOf } from '../../src/server/text/question';
import { issueRefund } from '../../src/server/tools/issueRefund';
import type { ToolParameter, ToolSpec } from '../../src/server/tools';
import { marbles } from './kit';

const knowledge = documentKnowledge(seedKnowledge());

function spec(
  name: string,
  properties: Record<string, ToolParameter>,
  required?: string[],
): ToolSpec {
  return {
    name,
    description: `Does ${name}.`,
    parameters: { type: 'object', properties, required: required ?? Object.keys(properties) },
  };
}

async function outputs(
  messages: readonly ChatMessage[],
  tools: readonly ToolSpec[],
): Promise<ModelOutput[]> {
  const documents = await lastValueFrom(knowledge.retrieve(questionOf(messages)));
  const request = { messages, tools, maxTokens: 8192, documents };
  return lastValueFrom(extractiveModel().complete(request).pipe(toArray()));
}

const textOf = (said: readonly ModelOutput[]) =>
  said.flatMap((output) => (output.kind === 'token' ? [output.text] : [])).join('');

/** What it answers to the last of these, having answered the others. */
async function converse(texts: readonly string[], tools: readonly ToolSpec[] = [issueRefund()]) {
  const messages: ChatMessage[] = [];
  let said: ModelOutput[] = [];
  for (const content of texts) {
    messages.push({ role: 'user', content });
    said = await outputs(messages, tools);
    messages.push({ role: 'assistant', content: textOf(said) });
  }
  return { text: textOf(said), call: said.find(({ kind }) => kind === 'toolCall'), said };
}

describe('the extractive model answers from what was retrieved', () => {
  it.each([
    ['How long do I have to return an order?', 'within 17 days'],
    ['What is your return policy?', 'within 17 days'],
    ['What is the return window?', '17-day return window'],
    ['How long does shipping take?', '5-7 business days'],
    ['How fast is expedited shipping?', '2 business days'],
    ['How much is expedited shipping?', '12 dollars'],
    ['My blender arrived broken.', 'replace it or refund it'],
    ['Can I return a gift card?', 'Gift cards and opened software cannot be returned.'],
    ['Which countries do you ship to?', 'Europe and North America'],
    ['When do I get my money back?', '3 business days'],
    ['How do refunds work?', 'original payment method'],
  ])('%s', async (question, answer) => {
    expect((await converse([question])).text).toContain(answer);
  });

  it.each([['What is the capital of France?'], ['Do you sell bicycles?'], ['?'], ['...']])(
    'and says so when nothing fits: %s',
    async (question) => {
      expect((await converse([question])).text).toContain('I found nothing on that');
    },
  );

  it('gives different answers to different questions, and always the same to the same', async () => {
    const [one, two, again] = await Promise.all(
      [
        'How long is the return window?',
        'How long does shipping take?',
        'How long is the return window?',
      ].map(async (question) => (await converse([question])).text),
    );
    expect(one).not.toBe(two);
    expect(one).toBe(again);
  });

  it('quotes at most three sentences, word for word', async () => {
    const { text } = await converse(['Tell me all about shipping and returns']);
    const known = seedKnowledge()
      .map((document) => document.text)
      .join('\n');
    const quoted = text.split(/(?<=\.) /);
    expect(quoted.length).toBeLessThanOrEqual(3);
    for (const sentence of quoted) expect(known).toContain(sentence);
  });

  it('reports what it read and wrote, at no cost', async () => {
    const { said } = await converse(['How long does shipping take?']);
    expect(said.at(-1)).toEqual({
      kind: 'usage',
      promptTokens: 5,
      completionTokens: said.length - 1,
      costUsd: 0,
    });
  });

  it('is polite', async () => {
    expect((await converse(['Hello!'])).text).toContain('Hello!');
    expect((await converse(['Thanks a lot'])).text).toBe('You are welcome.');
  });
});

describe('the extractive model remembers the conversation', () => {
  it('takes up what a message refers back to', async () => {
    const { text } = await converse([
      'How long do I have to return an order?',
      'And does that also hold for sale items?',
    ]);
    expect(text).toContain('Sale items can be returned within the same 17 days');
  });

  it('over more than one message', async () => {
    const { text } = await converse([
      'What is the return window?',
      'And for sale items?',
      'How long was that again?',
    ]);
    expect(text).toContain('17');
  });

  it('but not when a message stands alone', async () => {
    const { text } = await converse([
      'What is the return window?',
      'How fast is expedited shipping?',
    ]);
    expect(text).not.toContain('17');
  });

  it.each([
    [['What did I ask before?'], 'This is the first thing you have written'],
    [['How long is the window?', 'What did I ask before?'], '“How long is the window?”'],
    [['One?', 'Two?', 'What was my first question?'], '“One?”'],
    [['One?', 'Two?', 'What did I say?'], '“Two?”'],
  ])('and what was asked: %j', async (texts, answer) => {
    expect((await converse(texts)).text).toContain(answer);
  });

  it('and what it was told', async () => {
    const { text } = await converse([
      'My order number is 9876.',
      'Thanks!',
      'What is my order number?',
    ]);
    expect(text).toBe('You told me: “My order number is 9876.”');
  });
});

describe('the extractive model calls a tool', () => {
  const refund = { kind: 'toolCall', name: 'issue_refund' };

  it.each([
    ['Please refund order 1234, $25.50', '1234', 25.5],
    ['Refund order 1234: 25 dollars', '1234', 25],
    ['Can you refund $12 for order #A-9876?', 'A-9876', 12],
    ['I want a refund of 1,250.75 euros for my order number 555.', '555', 1250.75],
    ['Use issue_refund with order 1234 and amount 5', '1234', 5],
    ['ok, now refund 30 USD for order id 1234 please', '1234', 30],
    ['Please issue a refund of €9.99 on order 100200.', '100200', 9.99],
  ])('when asked plainly: %s', async (message, orderId, amount) => {
    const { call, said } = await converse([message]);
    expect(call).toMatchObject({ ...refund, arguments: { orderId, amount } });
    expect(textOf(said)).toBe('');
  });

  it.each([
    ['How do refunds work?'],
    ['What is a refund?'],
    ['When is order 1234 refunded, and is it $25.50?'],
    ['Please tell me about order 1234'],
    ['Order 1234 cost $25.50'],
    ['Please issue a statement'],
  ])('but not when it is not asked to: %s', async (message) => {
    expect((await converse([message])).call).toBeUndefined();
  });

  it('asks for what is missing, and reads the answer together with the request', async () => {
    const first = ['Please refund order 1234'];
    expect((await converse(first)).text).toBe(
      'To go on with “issue refund” I still need the amount.',
    );
    expect((await converse([...first, '$25.50'])).call).toMatchObject({
      ...refund,
      arguments: { orderId: '1234', amount: 25.5 },
    });
  });

  it('asks for all that is missing', async () => {
    expect((await converse(['Refund it please'])).text).toBe(
      'To go on with “issue refund” I still need the order id and the amount.',
    );
  });

  it('answers a question instead of insisting', async () => {
    const { text } = await converse(['Please refund order 1234', 'Can I return a gift card?']);
    expect(text).toContain('Gift cards');
  });

  const tools = [
    spec('cancel_order', { orderId: { type: 'string' } }),
    spec('get_weather', { city: { type: 'string' } }),
    spec('set_volume', { level: { type: 'integer' } }),
  ];
  it.each([
    ['Please cancel order 1234', 'cancel_order', { orderId: '1234' }],
    ['Please tell me the weather in New York', 'get_weather', { city: 'New York' }],
    ['Set the volume to 7', 'set_volume', { level: 7 }],
  ])('of your own: %s', async (message, name, args) => {
    expect((await converse([message], tools)).call).toMatchObject({ name, arguments: args });
  });

  it('the right one of several that work on the same thing', async () => {
    const both = [...tools, issueRefund()];
    expect((await converse(['Please refund order 1234, $5'], both)).call).toMatchObject(refund);
  });
});

describe('arguments are read from a message', () => {
  it.each<[title: string, parameter: Record<string, ToolParameter>, message: string, read: object]>(
    [
      [
        'by the values it may have',
        { size: { enum: ['small', 'large'] } },
        'A Large one',
        { size: 'large' },
      ],
      [
        'by its format: email',
        { to: { type: 'string', format: 'email' } },
        'write to ada@example.com.',
        { to: 'ada@example.com' },
      ],
      [
        'by its name: email',
        { userEmail: { type: 'string' } },
        'I am ada@example.com',
        { userEmail: 'ada@example.com' },
      ],
      [
        'by its format: date',
        { day: { type: 'string', format: 'date' } },
        'on 2031-02-03 at noon',
        { day: '2031-02-03' },
      ],
      [
        'by its format: uri',
        { page: { type: 'string', format: 'uri' } },
        'see https://example.com/a?b.',
        { page: 'https://example.com/a?b' },
      ],
      [
        'by its pattern',
        { code: { type: 'string', pattern: '^[A-Z]{3}\\d{2}$' } },
        'it is ABC12',
        { code: 'ABC12' },
      ],
      [
        'by its name before the value',
        { roomNumber: { type: 'string' } },
        'room number: 12b',
        { roomNumber: '12b' },
      ],
      ['as a number', { count: { type: 'integer' } }, 'make it 3', { count: 3 }],
      [
        'as a number with a name',
        { width: { type: 'number' }, height: { type: 'number' } },
        'height 2.5, width 4',
        { width: 4, height: 2.5 },
      ],
      ['as money', { price: { type: 'number' } }, 'the 3 of them for 12.50 euros', { price: 12.5 }],
      ['as yes', { urgent: { type: 'boolean' } }, 'this is urgent', { urgent: true }],
      ['as no', { urgent: { type: 'boolean' } }, 'this is not urgent', { urgent: false }],
      [
        'between quotes',
        { title: { type: 'string' } },
        'rename it "My list"',
        { title: 'My list' },
      ],
      ['after a preposition', { place: {} }, 'fly me to the moon!', { place: 'moon' }],
      [
        'not as a fraction where a whole number is wanted',
        { count: { type: 'integer' } },
        'make it 3.5',
        {},
      ],
      ['not when there are two candidates', { count: { type: 'integer' } }, 'make it 3 or 4', {}],
      ['not for what a text cannot hold', { list: { type: 'array' } }, 'list 1', {}],
      [
        'not by a format that is not there',
        { to: { type: 'string', format: 'email' } },
        'write to Ada',
        {},
      ],
    ],
  )('%s', (_title, parameters, message, read) => {
    expect(readArguments(message, spec('do_it', parameters))).toEqual(read);
  });

  it('not by guessing what is optional', () => {
    const optional = spec('do_it', { count: { type: 'integer' }, note: { type: 'string' } }, []);
    expect(readArguments('do it 3 times in Rome', optional)).toEqual({});
  });

  it('each only once', () => {
    const both = spec('move', { from: { type: 'integer' }, to: { type: 'integer' } });
    expect(readArguments('move from 3 to 4', both)).toEqual({ from: 3, to: 4 });
  });

  it('in time that does not explode, whatever the message', () => {
    const all = spec('do_it', {
      email: { type: 'string' },
      amount: { type: 'number' },
      city: { type: 'string' },
      orderId: { type: 'string', pattern: '^[A-Za-z]*-?\\d{3,}$' },
      sure: { type: 'boolean' },
    });
    for (const piece of ['in ', 'a@', '1,', 'order ', '  ', '$1 ', 'what i ask ', 'é']) {
      const read = readArguments(piece.repeat(10_000 / piece.length), all);
      expect(Object.keys(read).length).toBeLessThanOrEqual(5);
    }
  });
});

describe('the extractive model tells the result of a tool', () => {
  const told = async (content: string, name = 'issue_refund') => {
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Please refund order 1234, $25.50' },
      { role: 'assistant', content: '', toolCalls: [{ id: 'c', name, arguments: {} }] },
      { role: 'tool', content, toolCallId: 'c' },
    ];
    return textOf(await outputs(messages, [issueRefund()]));
  };

  it.each([
    ['{"message":"Refunded 25.50.","amount":25.5}', 'Refunded 25.50.'],
    ['{"refundId":"r-1","amount":25.5}', 'The result is: refund id r-1, amount 25.5.'],
    ['It is noon', 'It is noon.'],
    ['', 'Done: “issue refund”.'],
    ['42', '42.'],
    ['null', 'null.'],
    ['Error: no such order', 'I tried “issue refund”, but it failed: no such order.'],
    [
      'Denied by human: the write was not approved.',
      'I did not go on with “issue refund”: the write was not approved.',
    ],
  ])('%s', async (content, answer) => {
    expect(await told(content)).toBe(answer);
  });
});

describe('the extractive model streams', () => {
  const request = {
    messages: [{ role: 'user', content: 'Thanks' } as const],
    tools: [],
    maxTokens: 8192,
    documents: [],
  };
  const label = map(({ kind }: ModelOutput) => kind.slice(0, 1));

  it('a word at a time, all at once by default', () => {
    marbles(({ expectObservable }) => {
      expectObservable(extractiveModel().complete(request).pipe(label)).toBe('(tttu|)');
    });
  });

  it('with a pause between words if it is given one', () => {
    marbles(({ expectObservable }) => {
      const paced = extractiveModel({ tokenDelay: 3 }).complete(request).pipe(label);
      expectObservable(paced).toBe('t--t--(tu|)');
    });
  });

  it('no longer than it is listened to', () => {
    marbles(({ expectObservable }) => {
      const paced = extractiveModel({ tokenDelay: 3 }).complete(request).pipe(label);
      expectObservable(paced, '----!').toBe('t--t-');
    });
  });
});
