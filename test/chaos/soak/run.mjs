// @ts-check
import { realSoak } from './real.mjs';
import { virtualSoak } from './virtual.mjs';

/**
 * Hours of connecting, talking, being cut off and leaving leave nothing behind.
 *
 * @param {{ readonly seed: number, readonly seconds: number }} options
 */
export async function run(options) {
  const rows = [...(await virtualSoak(options)), ...(await realSoak(options))];
  return { rows, broken: [] };
}
