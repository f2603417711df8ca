// @ts-check
import { row } from '../report.mjs';

/** What the heap may grow by, in bytes: optimised code and caches come and go. */
const HEAP = 1_000_000;

/** Of a class of these, and of any other, there may be so many more: one a turn would be hundreds. */
const OBJECTS = 50;

/** What a turn and its connection are made of: classes of the client, of RxJS, of `ws` and of Node. */
const PARTS = [
  ...['LiveTurn', 'Span', 'StreamedText', 'Progress', 'Channel'],
  ...[
    'Subscriber',
    'SafeSubscriber',
    'OperatorSubscriber',
    'Subscription',
    'Subject',
    'AsyncAction',
  ],
  ...['WebSocket', 'Receiver', 'Socket', 'Timeout'],
];

/**
 * Whether as much is there at the end as at the start.
 *
 * @param {readonly import('./remains.mjs').Remains[]} measured
 * @param {string} [whose]
 */
export function rowsOf(measured, whose = '') {
  const first = measured[0];
  const last = measured.at(-1);
  if (!first || !last) throw new Error('Nothing was measured.');
  const { resources, subscriptions, heap, objects } = last;
  const counts = PARTS.filter((name) => name in objects).map((name) => `${name} ${objects[name]}`);
  const [most, by] = grownMost(first.objects, objects);
  const grown = heap - first.heap;
  return [
    row(
      `${whose}resources that keep the process`,
      resources || 'none',
      first.resources || 'none',
      resources === first.resources,
    ),
    row(
      `${whose}subscriptions`,
      subscriptions,
      `${first.subscriptions}`,
      subscriptions <= first.subscriptions,
    ),
    row(`${whose}heap grown by`, `${(grown / 1e6).toFixed(2)} MB`, '<= 1 MB', grown <= HEAP),
    row(`${whose}objects in a heap snapshot`, counts.join(', ')),
    row(
      `${whose}class that grew most, by objects`,
      `${most}, by ${by}`,
      `<= ${OBJECTS}`,
      by <= OBJECTS,
    ),
  ];
}

/**
 * @param {Record<string, number>} before
 * @param {Record<string, number>} after
 * @returns {readonly [string, number]}
 */
function grownMost(before, after) {
  const grown = Object.entries(after).map(
    ([name, count]) => /** @type {const} */ ([name, count - (before[name] ?? 0)]),
  );
  return grown.reduce((most, one) => (one[1] > most[1] ? one : most), ['none', 0]);
}
