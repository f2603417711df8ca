import { noop } from 'rxjs';
import type { Addresses } from './addresses';
import { invalidArgument } from './invalid';
import { openai } from './dialect/openai';
import { pathOf } from './http/path';
import type { Planner } from './plan';
import type { Secret } from './secret';

/** Everything goes to the gateway, which knows what to do with it. */
export function gatewayPlanner(addresses: Addresses, apiKey: Secret | undefined): Planner {
  const credentials = apiKey && { authorization: `Bearer ${apiKey.reveal()}` };
  return ({ service, path }, { params, query, body, form }) => {
    const address = addresses[service] as string | undefined;
    if (address === undefined) throw invalidArgument(`The gateway has no service ${service}`);
    return {
      url: address + pathOf(path, params, query),
      credentials,
      provider: undefined,
      dialect: openai,
      body,
      form,
      listen: () => noop,
    };
  };
}
