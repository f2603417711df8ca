// Texts for many products, and what a cache saves. Run: npm run example examples/smartflow-catalog.ts
import { firstValueFrom, from, map, mergeMap, tap, toArray } from 'rxjs';
import { createSmartflow } from 'smooth-operator-rx/smartflow';
import { startFakeGateway } from 'smooth-operator-rx/testing';

interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly features: readonly string[];
  readonly price: number;
}

const products: readonly Product[] = [
  {
    id: 'K1',
    name: 'Kettle',
    category: 'Kitchen',
    features: ['boils in a minute', 'quiet'],
    price: 39,
  },
  {
    id: 'K2',
    name: 'KETTLE',
    category: 'kitchen',
    features: ['Boils in a minute', 'Quiet'],
    price: 39,
  },
  {
    id: 'L1',
    name: 'Lamp',
    category: 'Living',
    features: ['warm light', 'dims'],
    price: 24.5,
  },
  {
    id: 'K3',
    name: 'Kettle',
    category: 'Kitchen',
    features: ['boils in a minute', 'quiet'],
    price: 39,
  },
];

/** The same words in the same places for each: what is alike meets in the cache. */
const promptFor = ({ name, category, features, price }: Product) =>
  [
    'Describe a product in two sentences, and end with an invitation to buy it.',
    `Category: ${category}`,
    `Product: ${name}`,
    `Features: ${features.join(', ')}`,
    `Price: $${price.toFixed(2)}`,
  ].join('\n');

const gateway = await startFakeGateway({
  cache: true,
  model: ({ text }) => `${/Product: (.*)/.exec(text)?.[1]}: you will not want to be without it.`,
});
const smartflow = createSmartflow({
  baseUrl: gateway.proxy.url,
  managementPort: gateway.management.port,
});

/** How many products are with a model at once. With 1, each can find what the one before has left. */
const AT_ONCE = 1;

const before = await firstValueFrom(smartflow.getCacheStats());
const results = await firstValueFrom(
  from(products).pipe(
    mergeMap(
      (product) =>
        smartflow
          .chatCompletions([{ role: 'user', content: promptFor(product) }], {
            model: 'gpt-4o-mini',
          })
          .pipe(
            map(({ content, cached, cache_hit_type, usage }) => ({
              id: product.id,
              description: content,
              cached,
              how: cache_hit_type ?? 'new',
              tokens: usage.total_tokens,
            })),
          ),
      AT_ONCE,
    ),
    tap(({ id, how, description }) => {
      console.log(`${id} (${how}): ${description}`);
    }),
    toArray(),
  ),
);
const after = await firstValueFrom(smartflow.getCacheStats());

const hits = results.filter(({ cached }) => cached).length;
console.log(`products:     ${results.length}`);
console.log(`from cache:   ${((100 * hits) / results.length).toFixed(1)} %`);
console.log(`tokens:       ${results.reduce((sum, { tokens }) => sum + tokens, 0)}`);
console.log(`tokens saved: ${after.tokens_saved - before.tokens_saved}`);
console.log(`cents saved:  ${(after.cost_saved_cents - before.cost_saved_cents).toFixed(3)}`);

smartflow.close();
await gateway.close();
