// @ts-check
import { Session } from 'node:inspector';

/**
 * How many objects of each class a snapshot of the heap has, by the names of their constructors. What
 * can no longer be reached is not in it.
 *
 * @returns {Record<string, number>}
 */
export function census() {
  const { snapshot, nodes, strings } = heapSnapshot();
  const { node_fields, node_types } = snapshot.meta;
  const type = node_fields.indexOf('type');
  const name = node_fields.indexOf('name');
  const object = node_types[type]?.indexOf('object');
  /** @type {Map<number, number>} by the place of the name among the strings */
  const counts = new Map();
  for (let at = 0; at < nodes.length; at += node_fields.length) {
    if (nodes[at + type] !== object) continue;
    const which = nodes[at + name] ?? 0;
    counts.set(which, (counts.get(which) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].map(([which, count]) => [strings[which], count]));
}

/**
 * @returns {{
 *   readonly snapshot: { readonly meta: { readonly node_fields: string[], readonly node_types: string[][] } },
 *   readonly nodes: number[],
 *   readonly strings: string[],
 * }}
 */
function heapSnapshot() {
  const session = new Session();
  const chunks = /** @type {string[]} */ ([]);
  session.connect();
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => chunks.push(params.chunk));
  session.post('HeapProfiler.takeHeapSnapshot'); // has all been told when it returns
  session.disconnect();
  return JSON.parse(chunks.join(''));
}
