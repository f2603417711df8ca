import type { Tool } from '../tools';

/**
 * The demo tool: refunds an order, in memory. The server asks before running it, unless
 * `confirmTools` says otherwise. The id of the refund comes from the server's ids.
 */
export function issueRefund(): Tool {
  return {
    name: 'issue_refund',
    description: 'Refunds an order, wholly or in part.',
    parameters: {
      type: 'object',
      properties: {
        orderId: {
          type: 'string',
          pattern: '^[A-Za-z]*-?\\d{3,}$',
          description: 'The number of the order.',
        },
        amount: { type: 'number', exclusiveMinimum: 0, description: 'How much to pay back.' },
      },
      required: ['orderId', 'amount'],
    },
    describe: (args) => {
      const { orderId, amount } = refundOf(args);
      return `Refund ${amount.toFixed(2)} for order ${orderId}`;
    },
    run: (args, { ids }) => {
      const { orderId, amount } = refundOf(args);
      const refundId = `refund-${ids()}`;
      return {
        refundId,
        orderId,
        amount,
        message: `Refunded ${amount.toFixed(2)} for order ${orderId}. The refund is ${refundId}.`,
      };
    },
  };
}

function refundOf({ orderId, amount }: Readonly<Record<string, unknown>>): {
  orderId: string;
  amount: number;
} {
  if (typeof orderId !== 'string' || orderId.trim() === '')
    throw new Error('orderId must be a text');
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount <= 0) {
    throw new Error('amount must be a number above 0');
  }
  return { orderId, amount };
}
