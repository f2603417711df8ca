// The server that software of others is tried on: a model that does what its message says.
import { concat, map, NEVER, of } from 'rxjs';
import { memoryOtp, ModelError, scriptedModel, startServer } from 'smooth-operator-rx/server';

const say = (text) => scriptedModel([{ kind: 'text', text }]).complete();
const call = (name, args) =>
  scriptedModel([{ kind: 'toolCall', name, arguments: args }]).complete();

const SCRIPT = {
  'Return it': () => say('Within 17 days of delivery.'),
  'Refund it': () => call('issue_refund', { orderId: '1234', amount: 25.5 }),
  'Let me choose': () =>
    call('request_choices', {
      reason: 'to send the right one',
      questions: [{ question: 'Which size?', header: 'Size', options: ['S', 'L'] }],
    }),
  'Where do I live': () => call('address', {}),
  'Look it up': () => call('order_status', { orderId: '1234' }),
  'Think on': () => concat(of({ kind: 'token', text: 'Let me see' }), NEVER),
  'Think aloud': () => concat(of({ kind: 'reasoning', text: 'Hm.' }), say('So be it.')),
  Fail: () => {
    throw new ModelError('The model is out of order.');
  },
};

const model = {
  name: 'interop',
  complete: ({ messages }) => {
    const { role, content } = messages.at(-1);
    if (role === 'tool') return say(`It said: ${content}`);
    return (SCRIPT[content] ?? (() => say(content)))().pipe(map((output) => output));
  },
};

const orderStatus = {
  name: 'order_status',
  description: 'Tells where an order is.',
  parameters: { type: 'object', properties: { orderId: { type: 'string' } } },
  run: () => ({ status: 'shipped' }),
};

/** Only for somebody who has been verified. */
const address = {
  name: 'address',
  description: 'Tells where the user lives.',
  parameters: { type: 'object', properties: {} },
  authLevel: 'end_user',
  run: () => 'at home',
};

/** @returns the running server, its tools' runs and how its turns ended */
export async function startAgent() {
  const outcomes = [];
  const refunds = [];
  const refund = {
    ...orderStatus,
    name: 'issue_refund',
    description: 'Refunds an order.',
    describe: ({ orderId, amount }) => `Refund ${amount.toFixed(2)} for order ${orderId}`,
    run: (args) => {
      refunds.push(args);
      return 'refunded';
    },
  };
  const server = await startServer({
    port: 0,
    model,
    tools: [refund, orderStatus, address],
    otp: memoryOtp({ onCode: () => undefined, random: () => 0 }), // every code is 000000
    onLog: (entry) => {
      if (entry.kind === 'turn') outcomes.push(entry.outcome);
    },
  });
  return { server, outcomes, refunds };
}
