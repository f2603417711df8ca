import type { KnowledgeDocument } from './documents';

const returns = `# Returns

You can return an item, or a whole order, within 17 days of its delivery. The 17-day return window opens when the carrier hands the parcel over.

Sale items can be returned within the same 17 days, but they are refunded as store credit. Gift cards and opened software cannot be returned.

An item must come back unused and in its original packaging. To send an item back, ask support for a prepaid label and leave the parcel at any drop-off point.

Your money goes back to the original payment method within 3 business days after the parcel has reached our warehouse; that is when the refund is complete. If an item arrives damaged or broken, we replace it or refund it in full, postage included.
`;

const shipping = `# Shipping

Standard shipping takes 5-7 business days. Expedited shipping arrives in 2 business days and costs 12 dollars.

Standard shipping is free for orders above 50 dollars and costs 4 dollars below that. We ship to every country in Europe and North America.

As soon as a parcel leaves the warehouse you receive an email with its tracking number. A delivery address can be changed until the parcel has been shipped.
`;

/**
 * The two documents a server knows when it is given none: a returns policy and a shipping policy
 * of a shop that does not exist.
 *
 * @example
 * ```ts
 * await startServer({ knowledge: [...seedKnowledge(), { id: 'faq.md', text: '…' }] });
 * ```
 */
export function seedKnowledge(): readonly KnowledgeDocument[] {
  return [
    { id: 'policies/returns.md', text: returns },
    { id: 'policies/shipping.md', text: shipping },
  ];
}
