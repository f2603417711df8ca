// A support agent that lets no secret through, and no secret out. Run: npm run example examples/smartflow-support.ts
import { catchError, concatMap, finalize, from, map, of } from 'rxjs';
import { ComplianceError, createSmartflow, SmartflowAgent } from 'smooth-operator-rx/smartflow';
import { startFakeGateway } from 'smooth-operator-rx/testing';

// In place of a gateway of your own: `createSmartflow({ baseUrl, apiKey })` is all that changes.
const gateway = await startFakeGateway({
  model: ({ messages, text }) => {
    const result = messages.at(-1);
    if (result?.role === 'tool') return `I have looked it up: ${result.text}.`;
    if (/order (\d+)/.test(text)) {
      return [{ tool: 'order_status', arguments: { id: /order (\d+)/.exec(text)?.[1] } }];
    }
    if (text.includes('on file')) return 'The number on file is 123-45-6789.';
    return `This is message ${messages.length - 1} of our conversation. How can I help?`;
  },
});
const smartflow = createSmartflow({
  baseUrl: gateway.proxy.url,
  managementPort: gateway.management.port,
  compliancePort: gateway.compliance.port,
});

const agent = new SmartflowAgent({
  client: smartflow,
  name: 'Support',
  systemPrompt: `You help the customers of a bank.
Never ask for a card number, a social security number or a password, and never repeat one.
Know a customer by the last four digits alone.`,
  compliancePolicy: 'pci_dss_strict',
  userId: 'customer-12345',
  orgId: 'fintech',
  conversationId: 'support-1',
  tools: [
    {
      name: 'order_status',
      description: 'Where an order is',
      parameters: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
      run: ({ id }) => `order ${String(id)} arrives on Monday`,
    },
  ],
});

/** What the customer reads. A message that is stopped never reaches a model. */
const answerTo = (message: string) =>
  agent.chat(message).pipe(
    catchError((error: unknown) => {
      if (!(error instanceof ComplianceError)) throw error;
      const asked = gateway.proxy.requests.length;
      return of(
        `Please keep that to yourself. (stopped: ${error.message}; models asked: ${asked})`,
      );
    }),
    map((answer) => `customer: ${message}\nsupport:  ${answer}\n`),
  );

from([
  'My social security number is 078-05-1120',
  'Hello there',
  'Where is order 77?',
  'Which number do you have on file?',
])
  .pipe(
    concatMap(answerTo),
    finalize(() => {
      console.log(`messages remembered: ${agent.messageCount}`);
      smartflow.close();
      void gateway.close();
    }),
  )
  .subscribe((exchange) => {
    console.log(exchange);
  });
