import { EMPTY, firstValueFrom, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  BLOCKED_REPLY,
  ComplianceError,
  DirectModeError,
  ProviderError,
  SmartflowAgent,
  ValidationError,
  type AgentOptions,
} from 'smooth-operator-rx/smartflow';
import { failure } from '../kit';
import { BLOCK, fakeClient, says, scanned, short } from './kit';

const agentOf = (client: AgentOptions['client'], options: Partial<AgentOptions> = {}) =>
  new SmartflowAgent({ client, ...options });

const chat = (agent: SmartflowAgent, message: string) => firstValueFrom(agent.chat(message));

describe('an agent', () => {
  it('does nothing before its turn is subscribed to', () => {
    const client = fakeClient();
    void agentOf(client).chat('Hi');
    expect(client.asked).toEqual([]);
    expect(client.scans).toEqual([]);
  });

  it('remembers the system prompt, what was said and what was answered', async () => {
    const client = fakeClient({ answer: (_, n) => of(says(`Answer ${n}`)) });
    const agent = agentOf(client, { systemPrompt: 'You help.' });
    expect(await chat(agent, 'One')).toBe('Answer 1');
    expect(await chat(agent, 'Two')).toBe('Answer 2');
    expect(client.asked.map(short)).toEqual([
      ['system: You help.', 'user: One'],
      ['system: You help.', 'user: One', 'assistant: Answer 1', 'user: Two'],
    ]);
    expect(agent.messageCount).toBe(5);
  });

  it('has no system message when the prompt is empty', async () => {
    const client = fakeClient();
    await chat(agentOf(client, { systemPrompt: '' }), 'Hi');
    expect(client.asked.map(short)).toEqual([['user: Hi']]);
  });

  it('tells the completion what it was made with, and nothing it was not', async () => {
    const client = fakeClient();
    await chat(
      agentOf(client, {
        model: 'gpt-4o-mini',
        temperature: 0.2,
        maxTokens: 50,
        userId: 'u1',
        conversationId: 'c1',
      }),
      'Hi',
    );
    await chat(agentOf(client), 'Hi');
    expect(client.options).toStrictEqual([
      {
        model: 'gpt-4o-mini',
        temperature: 0.2,
        maxTokens: 50,
        userId: 'u1',
        conversationId: 'c1',
      },
      {},
    ]);
  });

  it('tells the scans who asks, its name and its policy', async () => {
    const client = fakeClient();
    const agent = agentOf(client, {
      name: 'Support',
      compliancePolicy: 'pci_dss_strict',
      userId: 'u1',
      orgId: 'o1',
    });
    await chat(agent, 'Hi');
    const options = { userId: 'u1', orgId: 'o1', context: 'Support, policy pci_dss_strict' };
    expect(client.scans).toStrictEqual([
      { text: 'Hi', options },
      { text: 'Fine.', options },
    ]);
  });

  it('has a name and a policy of its own where none is given', async () => {
    const client = fakeClient();
    await chat(agentOf(client), 'Hi');
    expect(client.scans[0]?.options).toStrictEqual({
      context: 'SmartflowAgent, policy enterprise_standard',
    });
  });

  it.each([
    [{ scanInput: false }, ['Fine.']],
    [{ scanOutput: false }, ['Hi']],
    [{ scanInput: false, scanOutput: false }, []],
  ])('scans what it is asked to: %j', async (options, texts) => {
    const client = fakeClient();
    await firstValueFrom(agentOf(client).chat('Hi', options));
    expect(client.scans.map(({ text }) => text)).toEqual(texts);
  });

  it('scans nothing when scanning is off', async () => {
    const client = fakeClient();
    await chat(agentOf(client, { enableComplianceScan: false }), 'Hi');
    expect(client.scans).toEqual([]);
  });

  it('sends braces and what looks like a template as they are', async () => {
    const client = fakeClient();
    await chat(agentOf(client), '{input} {{output}} ${x}');
    expect(client.asked.map(short)).toEqual([['user: {input} {{output}} ${x}']]);
  });

  it('tells the whole turn to whom asks for it', async () => {
    const client = fakeClient({ scan: () => of(scanned({ risk_score: 0.1 })) });
    const reply = await firstValueFrom(agentOf(client).turn('Hi'));
    expect(reply).toEqual({
      text: 'Fine.',
      isBlocked: false,
      scan: scanned({ risk_score: 0.1 }),
      toolCalls: [],
      usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12, cached_tokens: 0 },
    });
  });
});

describe('a message that is blocked', () => {
  const blocking = () => fakeClient({ scan: (text) => of(text === 'Hi' ? scanned() : BLOCK) });

  it('is a ComplianceError with what the scan found, and reaches no model', async () => {
    const client = blocking();
    const agent = agentOf(client, { name: 'Support' });
    const error = await firstValueFrom(failure(agent.chat('4111 1111')));
    expect(error).toBeInstanceOf(ComplianceError);
    expect(error).toMatchObject({
      code: 'BLOCKED',
      message: 'Support did not pass the message on, for compliance: a card number',
      violations: [{ violation_type: 'credit_card', severity: 'critical' }, { kind: 'learned' }],
      riskScore: 0.9,
      details: { scan_id: 'scan-1' },
      body: BLOCK,
    });
    expect(client.asked).toEqual([]);
  });

  it('says so when the scan gives no reason', async () => {
    const client = fakeClient({ scan: () => of(scanned({ recommended_action: 'Block' })) });
    const error = await firstValueFrom(failure(agentOf(client).chat('Hi')));
    expect(error).toMatchObject({
      message: expect.stringMatching(/compliance: no reason/),
      details: {},
    });
  });

  it('leaves the history as it was', async () => {
    const agent = agentOf(fakeClient({ scan: (text) => of(text === 'bad' ? BLOCK : scanned()) }));
    await chat(agent, 'Hi');
    const before = agent.getHistory();
    await firstValueFrom(failure(agent.chat('bad')));
    expect(agent.getHistory()).toEqual(before);
  });

  it.each(['Allow', 'AllowAndLog', 'Review'])(
    'is none that the gateway would %s',
    async (action) => {
      const client = fakeClient({ scan: () => of(scanned({ recommended_action: action })) });
      expect(await chat(agentOf(client), 'Hi')).toBe('Fine.');
    },
  );
});

describe('an answer that is blocked', () => {
  const client = () => fakeClient({ scan: (text) => of(text === 'Fine.' ? BLOCK : scanned()) });

  it('is replaced, and the turn is not remembered', async () => {
    const agent = agentOf(client(), { systemPrompt: 'You help.' });
    expect(await chat(agent, 'Hi')).toBe(BLOCKED_REPLY);
    expect(short(agent.getHistory())).toEqual(['system: You help.']);
  });

  it('is told apart by the turn, with its scan', async () => {
    const reply = await firstValueFrom(agentOf(client()).turn('Hi'));
    expect(reply).toMatchObject({ isBlocked: true, text: BLOCKED_REPLY, scan: BLOCK });
  });
});

describe('an answer without text', () => {
  it('is empty text, which is not scanned', async () => {
    const client = fakeClient({ answer: () => of(says(null)) });
    const agent = agentOf(client);
    expect(await chat(agent, 'Hi')).toBe('');
    expect(client.scans.map(({ text }) => text)).toEqual(['Hi']);
    expect(short(agent.getHistory())).toEqual(['user: Hi', 'assistant: ']);
  });
});

describe('what goes wrong in a turn', () => {
  const broken = new ProviderError('The provider is not there');

  it.each([
    ['a completion', fakeClient({ answer: () => throwError(() => broken) })],
    ['the scan of a message', fakeClient({ scan: () => throwError(() => broken) })],
    [
      'the scan of an answer',
      fakeClient({ scan: (text) => (text === 'Hi' ? of(scanned()) : throwError(() => broken)) }),
    ],
  ])('is told as it is, and leaves no message behind: %s', async (_, client) => {
    const agent = agentOf(client);
    expect(await firstValueFrom(failure(agent.chat('Hi')))).toBe(broken);
    expect(agent.messageCount).toBe(0);
  });

  it('does not keep the next turn from being made', async () => {
    const client = fakeClient({
      answer: (_, n) => (n === 1 ? throwError(() => broken) : of(says('Fine.'))),
    });
    const agent = agentOf(client);
    await firstValueFrom(failure(agent.chat('One')));
    expect(await chat(agent, 'Two')).toBe('Fine.');
    expect(short(agent.getHistory())).toEqual(['user: Two', 'assistant: Fine.']);
  });

  it.each([null, undefined, 7, { text: 'Hi' }])(
    'is a message that is no text: %j',
    async (message) => {
      const client = fakeClient();
      const error = await firstValueFrom(
        failure(agentOf(client).chat(message as unknown as string)),
      );
      expect(error).toBeInstanceOf(ValidationError);
      expect(client.scans).toEqual([]);
    },
  );

  it('is a client that completes without an answer: so does the turn', async () => {
    const agent = agentOf(fakeClient({ answer: () => EMPTY }));
    expect(await firstValueFrom(agent.chat('Hi'), { defaultValue: 'nothing' })).toBe('nothing');
    expect(agent.messageCount).toBe(0);
  });
});

describe('in direct mode', () => {
  it('an agent that is to scan fails before anything is sent, and says how to go without', async () => {
    const client = fakeClient({ mode: 'direct' });
    for (const options of [{}, { scanInput: false }, { scanOutput: false }]) {
      const error = await firstValueFrom(failure(agentOf(client).chat('Hi', options)));
      expect(error).toBeInstanceOf(DirectModeError);
      expect(String(error)).toContain('enableComplianceScan: false');
    }
    expect(client.asked).toEqual([]);
    expect(client.scans).toEqual([]);
  });

  it('an agent answers without scans, when its maker or the turn goes without', async () => {
    const client = fakeClient({ mode: 'direct' });
    expect(await chat(agentOf(client, { enableComplianceScan: false }), 'Hi')).toBe('Fine.');
    const unscanned = { scanInput: false, scanOutput: false };
    expect(await firstValueFrom(agentOf(client).chat('Hi', unscanned))).toBe('Fine.');
    expect(client.scans).toEqual([]);
  });
});

describe('the history', () => {
  it('is a copy all the way down', async () => {
    const agent = agentOf(fakeClient());
    await chat(agent, 'Hi');
    const copy = agent.getHistory();
    Object.assign(copy[0] ?? {}, { content: 'changed' });
    copy.pop();
    expect(short(agent.getHistory())).toEqual(['user: Hi', 'assistant: Fine.']);
  });

  it('is cleared but for the system prompt', async () => {
    const agent = agentOf(fakeClient(), { systemPrompt: 'You help.' });
    await chat(agent, 'Hi');
    agent.clearHistory();
    expect(short(agent.getHistory())).toEqual(['system: You help.']);
    expect(agent.messageCount).toBe(1);
  });

  it.each([
    [0, []],
    [1, ['user: 3']],
    [2, ['user: 2', 'user: 3']],
    [Infinity, ['user: 1', 'user: 2', 'user: 3']],
  ])('keeps the latest turns, as many as it may: %d', async (historyTurns, users) => {
    const agent = agentOf(fakeClient(), { historyTurns });
    for (const message of ['1', '2', '3']) await chat(agent, message);
    expect(short(agent.getHistory()).filter((one) => one.startsWith('user'))).toEqual(users);
    expect(agent.messageCount).toBe(2 * users.length);
  });

  it('has fifty turns unless told otherwise', async () => {
    const agent = agentOf(fakeClient());
    for (let n = 0; n < 60; n++) await chat(agent, String(n));
    expect(agent.messageCount).toBe(100);
  });
});

describe('an option', () => {
  it.each([
    [{ historyTurns: -1 }, 'historyTurns'],
    [{ historyTurns: 1.5 }, 'historyTurns'],
    [{ historyTurns: NaN }, 'historyTurns'],
    [{ maxToolRounds: Infinity }, 'maxToolRounds'],
    [{ tools: [{ name: '', run: () => 0 }] }, 'needs a name'],
    [
      {
        tools: [
          { name: 'add', run: () => 0 },
          { name: 'add', run: () => 0 },
        ],
      },
      'two tools "add"',
    ],
  ])('that cannot be is refused: %j', (options, told) => {
    const make = () => agentOf(fakeClient({ answer: () => NEVER }), options);
    expect(make).toThrow(ValidationError);
    expect(make).toThrow(told);
  });
});
