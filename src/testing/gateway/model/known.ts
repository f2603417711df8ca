import { refuse } from '../http/problem';
import type { World } from '../world';

const DEFAULT_MODELS = [
  'gpt-4o',
  'gpt-4o-mini',
  'o3-mini',
  'claude-sonnet-4-6',
  'gemini-2.0-flash',
  'text-embedding-3-small',
];

/** The models to list; without a list of the test's own any name is taken all the same. */
export const modelsOf = ({ models }: World) => models ?? DEFAULT_MODELS;

/** @throws Refusal with 404 of a model that is not in the list of the test */
export function refuseUnknownModel(model: string, { models }: World): void {
  if (models && !models.includes(model)) {
    refuse(404, `The model "${model}" does not exist.`, 'model_not_found');
  }
}
