import type { SmartflowMethods } from '../client';
import { demand } from '../invalid';
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
    demand(
      !!endpoint?.isInferred && path.startsWith('/'),
      `paths.${name} cannot be set, or does not begin with /`,
    );
    table[name] = { ...(endpoint as AnyEndpoint), path };
  }
  return table as Table;
}
