import { PROVIDERS, type Provider } from './config';
import { DirectModeError } from './errors';

export interface Route {
  readonly provider: Provider;
  /** What the provider calls the model. */
  readonly model: string;
}

/**
 * Whom direct mode asks for a model: whom its prefix names, up to the first slash; without one,
 * Anthropic for `claude-…`, Gemini for `gemini-…`, OpenAI for all else.
 *
 * @throws DirectModeError for another prefix: a gateway may know it
 */
export function routeOf(model: string): Route {
  const slash = model.indexOf('/');
  if (slash < 0) {
    if (model.startsWith('claude-')) return { provider: 'anthropic', model };
    return { provider: model.startsWith('gemini-') ? 'gemini' : 'openai', model };
  }
  const provider = PROVIDERS.find((name) => name === model.slice(0, slash));
  if (provider) return { provider, model: model.slice(slash + 1) };
  throw new DirectModeError(`${model}, whose prefix is none of ${PROVIDERS.join(', ')},`);
}
