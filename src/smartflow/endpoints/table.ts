import type { SmartflowMethods } from '../client';
import { invalidArgument } from '../invalid';
import type { AiStreams } from '../methods/ai';
import type { SmartflowOptions } from '../options';
import { aiEndpoints } from './ai';
import { chatEndpoints } from './chat';
import { complianceEndpoints } from './compliance';
import type { Endpoint, Endpoints } from './endpoint';
import { monitoringEndpoints } from './monitoring';
import { toolEndpoints } from './tools';

type Methods = SmartflowMethods & AiStreams;

type AnyEndpoint = Endpoint<unknown>;
export type Table = Readonly<Record<keyof Methods, AnyEndpoint>>;

/** Every method of the client, with the paths that were set. Both the client and its promises are made of it. */
export function tableOf(
  defaultModel: string,
  uuid: () => string,
  paths: SmartflowOptions['paths'] = {},
): Table {
  const endpoints: Endpoints<Methods> = {
    ...chatEndpoints(defaultModel),
    ...aiEndpoints,
    ...complianceEndpoints,
    ...monitoringEndpoints,
    ...toolEndpoints(uuid),
  };
  const table = endpoints as unknown as Record<string, AnyEndpoint>;
  for (const [name, path] of Object.entries(paths)) {
    const endpoint = table[name];
    if (!endpoint?.isInferred || !path.startsWith('/')) {
      throw invalidArgument(`paths.${name} cannot be set, or does not begin with /`);
    }
    table[name] = { ...endpoint, path };
  }
  return table as Table;
}

/** An object with the same names and other values. */
export function mapped<K extends string, A, B>(
  object: Readonly<Record<K, A>>,
  to: (value: A, key: K) => B,
): Record<K, B> {
  return Object.fromEntries(
    Object.entries<A>(object).map(([key, value]) => [key, to(value, key as K)]),
  ) as Record<K, B>;
}
