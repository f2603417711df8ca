import type { Handler } from '../call';
import { modelsOf } from '../model/known';

/** `GET /v1/models`, as Anthropic lists them: in one page. */
export const listAnthropicModels: Handler = ({ world }) => {
  const data = modelsOf(world).map((id) => ({
    type: 'model',
    id,
    display_name: id,
    created_at: new Date(world.startedAt).toISOString(),
  }));
  return Response.json({
    data,
    has_more: false,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  });
};
