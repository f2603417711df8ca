import type { Addresses } from './addresses';
import { openai } from './dialect/openai';
import { pathOf } from './http/path';
import type { Planner } from './plan';
import type { Secret } from './secret';

/** Everything goes to the gateway, which knows what to do with it. */
export function gatewayPlanner(addresses: Addresses, apiKey: Secret | undefined): Planner {
  const credentials = apiKey && { authorization: `Bearer ${apiKey.reveal()}` };
  return ({ service, path }, { params, query, body, form }) => {
    return {
      url: addresses[service] + pathOf(path, params, query),
      credentials,
      dialect: openai,
      body,
      form,
    };
  };
}
