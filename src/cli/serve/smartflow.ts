import { smartflowSettings } from '../../node';
import { smartflowModel, type ChatModel } from '../../server';
import {
  createSmartflow,
  isSmartflowError,
  resolveSettings,
  routeOf,
  type Route,
  type SmartflowOptions,
  type SmartflowSettings,
} from '../../smartflow';
import { lineOf } from '../failure';
import type { Io } from '../io';
import { originOf, type Configuration } from './configuration';
import { misconfigured } from './given';

/** Where the key of a gateway is for that has no address. */
const SMOOAI_GATEWAY = 'https://llm.smoo.ai/v1';

/** A model that can be asked, or what would have to be set before it can. */
type Found =
  | { readonly model: ChatModel; readonly where: string }
  | { readonly model?: never; readonly needs: string };

/**
 * Finds models by their names: at the gateway that is configured, else at their provider. What
 * `smartflow configure` wrote is read once, and only if somebody asks.
 */
export function modelFinder(
  configuration: Configuration,
  { env, home }: Pick<Io, 'env' | 'home'>,
): (name: string) => Found {
  const { gatewayUrl, gatewayKey } = configuration.values;
  // The client adds the version of the API by itself.
  const baseUrl = (gatewayUrl ?? (gatewayKey && SMOOAI_GATEWAY))?.replace(/\/v1\/*$/, '');
  const options: SmartflowOptions = {
    ...smartflowSettings({ env, home }),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(gatewayKey !== undefined && { apiKey: gatewayKey }),
  };
  const configured = once(() => {
    try {
      return { settings: resolveSettings(options), client: createSmartflow(options) };
    } catch (error) {
      if (!isSmartflowError(error)) throw error;
      const line = lineOf(error)
        .replace(/^baseUrl\b/, originOf(configuration, 'gatewayUrl'))
        .replace(/^apiKey\b/, 'The key of the gateway');
      throw misconfigured(`${line}.`);
    }
  });
  return (name) => {
    const { settings, client } = configured();
    const reached = whereIs(name, settings);
    return 'needs' in reached
      ? reached
      : { model: smartflowModel(client, { model: name }), where: reached.where };
  };
}

function whereIs(
  name: string,
  { addresses, providers }: SmartflowSettings,
): { readonly where: string } | { readonly needs: string } {
  if (addresses) return { where: `the gateway ${addresses.proxy}` };
  const route = directRoute(name);
  if (!route) return { needs: 'a gateway (smartflow configure)' };
  const { provider } = route;
  const { apiKey, baseUrl } = providers[provider];
  const missing = (suffix: string) => ({
    needs: `${provider.toUpperCase()}_${suffix} or a gateway (smartflow configure)`,
  });
  if (baseUrl === undefined) return missing('BASE_URL');
  const isOwn = provider === 'ollama' || provider === 'local';
  return apiKey || isOwn ? { where: `${provider} itself` } : missing('API_KEY');
}

/** Whom direct mode asks for a model; `undefined` where only a gateway knows. */
function directRoute(name: string): Route | undefined {
  try {
    return routeOf(name);
  } catch {
    return undefined;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
