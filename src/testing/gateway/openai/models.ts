import type { Handler } from '../call';
import { providerOf } from '../model/providers';
import { modelsOf } from '../model/known';

/** `GET …/models`, as OpenAI lists them. */
export const listModels: Handler = ({ world }) =>
  Response.json({
    object: 'list',
    data: modelsOf(world).map((id) => ({
      id,
      object: 'model',
      created: Math.floor(world.startedAt / 1000),
      owned_by: providerOf(id),
    })),
  });
