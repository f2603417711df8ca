import { firstValueFrom, NEVER } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ComplianceError,
  createSmartflow,
  loggedCost,
  SmartflowAgent,
  SmartflowWorkflow,
  type SmartflowClient,
} from 'smooth-operator-rx/smartflow';
import {
  startFakeGateway,
  type FakeGateway,
  type FakeGatewayOptions,
} from 'smooth-operator-rx/testing';
import { failure } from '../kit';

let gateway: FakeGateway;
let smartflow: SmartflowClient;

async function start(options: FakeGatewayOptions = {}): Promise<void> {
  gateway = await startFakeGateway(options);
  smartflow = createSmartflow({
    baseUrl: gateway.proxy.url,
    managementPort: gateway.management.port,
    compliancePort: gateway.compliance.port,
  });
}

afterEach(async () => {
  smartflow.close();
  await gateway.close();
});

describe('against a gateway', () => {
  it('a workflow adds up the tokens and costs that the audit log has', async () => {
    await start();
    const result = await new SmartflowWorkflow(smartflow, { costOf: loggedCost(smartflow) })
      .addStep({ name: 'a', action: 'chat', nextSteps: ['b'] })
      .addStep({ name: 'b', action: 'chat', config: { prompt: 'Again: {output}' } })
      .execute('Hi', { userId: 'u1', conversationId: 'c1' });
    const logs = await firstValueFrom(smartflow.getLogs());
    expect(logs.map(({ user_id, conversation_id }) => [user_id, conversation_id])).toEqual([
      ['u1', 'c1'],
      ['u1', 'c1'],
    ]);
    expect(result.totalTokens).toBeGreaterThan(0);
    expect(result.totalTokens).toBe(logs.reduce((sum, { tokens_used }) => sum + tokens_used, 0));
    expect(result.totalCostCents).toBeCloseTo(logs.reduce((sum, { cost }) => sum + 100 * cost, 0));
  });

  it('a workflow that is left closes the request that is under way', async () => {
    await start({ model: () => NEVER });
    const running = new SmartflowWorkflow(smartflow)
      .addStep({ name: 'a', action: 'chat' })
      .run('Hi')
      .subscribe();
    const request = await firstValueFrom(gateway.proxy.requests$);
    running.unsubscribe();
    expect(await request.ended).toBe('left');
  });

  it('a workflow checks by the policy that it is told to', async () => {
    await start();
    const result = await new SmartflowWorkflow(smartflow)
      .addStep({
        name: 'check',
        action: 'compliance_check',
        config: { policy: 'pci_dss_strict', block: true },
      })
      .execute('My number is 078-05-1120');
    expect(result.errors[0]?.error).toMatchObject({ violations: ['ssn found'], riskScore: 0.75 });
    expect(gateway.compliance.requests[0]?.body).toEqual({
      content: 'My number is 078-05-1120',
      policy: 'pci_dss_strict',
    });
  });

  it('an agent sends what it scans and says as the gateway knows it', async () => {
    await start();
    const agent = new SmartflowAgent({
      client: smartflow,
      name: 'Support',
      userId: 'u1',
      orgId: 'o1',
      conversationId: 'c1',
      enableComplianceScan: true,
    });
    await firstValueFrom(agent.chat('Hi', { scanOutput: false }));
    expect(gateway.compliance.requests[0]?.body).toEqual({
      content: 'Hi',
      user_id: 'u1',
      org_id: 'o1',
      context: 'Support, policy enterprise_standard',
    });
    expect(gateway.proxy.requests[0]).toMatchObject({
      headers: { 'x-smartflow-user-id': 'u1', 'x-conversation-id': 'c1' },
      body: { model: 'gpt-4o', temperature: 0.7, messages: [{ role: 'user', content: 'Hi' }] },
    });
  });

  it('an agent calls tools, and a later turn is accepted with their calls in it', async () => {
    await start();
    const agent = new SmartflowAgent({
      client: smartflow,
      tools: [{ name: 'add', run: () => 42 }],
    });
    await firstValueFrom(agent.chat('Please add'));
    await firstValueFrom(agent.chat('Thanks'));
    expect(agent.getHistory().map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
      'assistant',
    ]);
  });

  it('an agent stops a message that the gateway would block', async () => {
    await start();
    const agent = new SmartflowAgent({ client: smartflow });
    const error = await firstValueFrom(failure(agent.chat('I am 078-05-1120')));
    expect(error).toBeInstanceOf(ComplianceError);
    expect(error).toMatchObject({
      violations: [expect.objectContaining({ violation_type: 'ssn' })],
    });
    expect(gateway.proxy.requests).toEqual([]);
  });

  it('an agent in direct mode that does not scan talks to the provider', async () => {
    await start();
    smartflow = createSmartflow({
      providers: { openai: { apiKey: 'sk-1', baseUrl: gateway.providers.openai.url } },
    });
    const agent = new SmartflowAgent({ client: smartflow, enableComplianceScan: false });
    expect(await firstValueFrom(agent.chat('Hi'))).toBe('You said: Hi');
    expect(gateway.compliance.requests).toEqual([]);
  });
});
