import type { JsonObject } from '../protocol/codec/primitives';
import type { Counters } from './counters';
import { anthropic } from './dialect/anthropic';
import type { Dialect } from './dialect/dialect';
import { openai, openaiItself } from './dialect/openai';
import { AuthenticationError, DirectModeError, ValidationError } from './errors';
import { ANTHROPIC_VERSION } from './endpoints/ai';
import { type SmartflowSettings } from './settings';
import type { Provider } from './config';
import type { Planner } from './plan';
import { routeOf } from './route';

/** All others speak as OpenAI does. */
const DIALECTS: Readonly<Partial<Record<Provider, Dialect>>> = { openai: openaiItself, anthropic };

/** Each call goes to a provider, if one can do it. */
export function directPlanner(
  providers: SmartflowSettings['providers'],
  counters: Counters,
): Planner {
  return ({ path, direct }, asked) => {
    if ('tells' in direct) return { answer: direct.tells(counters) };
    if ('needs' in direct) throw new DirectModeError(direct.needs);

    const { asks } = direct;
    const body = asked.body as JsonObject | undefined;
    const named = (body ?? asked.form?.fields)?.['model'];
    const route = named === undefined ? undefined : routeOf(named as string);
    const provider = asks === 'any' ? (route?.provider ?? 'openai') : asks;
    if (route && route.provider !== provider)
      throw new DirectModeError(`${route.model} at ${path}`);

    const model = route && { model: route.model };
    const form = asked.form && { ...asked.form, fields: { ...asked.form.fields, ...model } };
    const dialect = (asks === 'any' && DIALECTS[provider]) || openai;
    return {
      url:
        baseOf(provider, providers) +
        (asks === 'any' ? dialect.path : path.slice(path.indexOf('/v1') + 3)),
      credentials: credentialsOf(
        provider,
        asked.headers?.['x-api-key'] ?? providers[provider].apiKey?.reveal(),
      ),
      provider,
      dialect,
      body: body && dialect.request({ ...body, ...model }),
      form,
      listen: counters.listen,
    };
  };
}

function baseOf(provider: Provider, providers: SmartflowSettings['providers']): string {
  const { baseUrl } = providers[provider];
  if (baseUrl !== undefined) return baseUrl;
  throw new ValidationError(...missing(provider, 'URL'));
}

function credentialsOf(provider: Provider, key: string | undefined): Record<string, string> {
  if (key === undefined) {
    if (provider === 'ollama' || provider === 'local') return {};
    throw new AuthenticationError(...missing(provider, 'key'));
  }
  return provider === 'anthropic'
    ? { 'x-api-key': key, 'anthropic-version': ANTHROPIC_VERSION }
    : { authorization: `Bearer ${key}` };
}

/** What to tell of what a provider lacks: which variable to set. */
function missing(provider: Provider, what: 'key' | 'URL') {
  const variable = `${provider.toUpperCase()}_${what === 'key' ? 'API_KEY' : 'BASE_URL'}`;
  return [
    `No ${what} for ${provider}: set ${variable} or run \`smartflow configure\`, and use smartflowSettings()`,
    { code: `MISSING_${what.toUpperCase()}` },
  ] as const;
}
