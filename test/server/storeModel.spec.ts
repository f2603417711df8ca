import fc from 'fast-check';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Owner, StoredMessage } from '../../src/server/store';
import { memoryStore } from '../../src/server/stores/memory';

type Step =
  | { readonly kind: 'put'; readonly id: string; readonly owner: Owner | undefined }
  | { readonly kind: 'append'; readonly id: string };

const OWNERS: readonly (Owner | undefined)[] = [
  undefined,
  { org: 'acme' },
  { org: 'acme', email: 'ada' },
];
const id = fc.constantFrom('a', 'b', 'c', 'd');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), id, owner: fc.constantFrom(...OWNERS) }),
  fc.record({ kind: fc.constant('append' as const), id }),
);

/** The same store, written so that nobody can doubt it: it sorts and searches each time. */
class PlainStore {
  readonly owners = new Map<string, Owner | undefined>();
  readonly messages: StoredMessage[] = [];

  of(conversationId: string) {
    return this.messages.filter((message) => message.conversationId === conversationId);
  }

  list(count: number, owner?: Owner) {
    return Array.from(this.owners)
      .filter(([one]) => this.of(one).length > 0)
      .filter(([, its]) => !owner || JSON.stringify(its) === JSON.stringify(owner))
      .map(([one]) => one)
      .sort((one, other) => this.lastOf(other) - this.lastOf(one))
      .slice(0, count);
  }

  private lastOf(conversationId: string): number {
    return this.messages.map((message) => message.conversationId).lastIndexOf(conversationId);
  }
}

describe('a store in memory', () => {
  it('tells the same as one that sorts and searches each time, whatever is done to it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(5), async (steps, count) => {
        const store = memoryStore();
        const plain = new PlainStore();
        for (const [index, { kind, ...rest }] of steps.entries()) {
          const conversationId = rest.id;
          if (kind === 'put') {
            const owner = 'owner' in rest ? rest.owner : undefined;
            plain.owners.set(conversationId, owner);
            await lastValueFrom(
              store.putConversation({
                conversationId,
                userParticipantId: 'u',
                agentParticipantId: 'a',
                supports: [],
                ...(owner && { owner }),
              }),
            );
          } else if (plain.owners.has(conversationId)) {
            const message: StoredMessage = {
              id: `m${index}`,
              conversationId,
              direction: 'inbound',
              text: '',
              createdAt: index,
            };
            plain.messages.push(message);
            await lastValueFrom(store.append(message));
          }
        }

        for (const owner of OWNERS) {
          const listed = await lastValueFrom(store.list(count, owner));
          expect(listed.map(({ conversationId }) => conversationId)).toEqual(
            plain.list(count, owner),
          );
        }
        for (const conversationId of plain.owners.keys()) {
          const all = plain.of(conversationId);
          expect(await lastValueFrom(store.latest(conversationId, count))).toEqual(
            count === 0 ? [] : all.slice(-count),
          );
          for (const [index, { id: before }] of all.entries()) {
            expect(await lastValueFrom(store.page(conversationId, count, before))).toEqual(
              all.slice(Math.max(0, index - count), index).reverse(),
            );
          }
        }
      }),
    );
  });
});
