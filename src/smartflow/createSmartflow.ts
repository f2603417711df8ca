import { BehaviorSubject, filter, firstValueFrom, Subject, type Observable } from 'rxjs';
import { uuid as randomUuid } from '../conversation/ids';
import type {
  RequestOptions,
  SmartflowClient,
  SmartflowMethods,
  SmartflowPromises,
  SmartflowStreams,
} from './client';
import { createCounters } from './counters';
import { directPlanner } from './direct';
import { mapped, tableOf } from './endpoints/table';
import { requestEndpoint } from './endpoints/request';
import { SmartflowError } from './errors';
import type { Fetch } from './http/fetch';
import { gatewayPlanner } from './gateway';
import { iterate } from './iterate';
import { logsOf } from './logs';
import type { LogOptions } from './methods/monitoring';
import type { Service, SmartflowOptions } from './options';
import { send, type Shared } from './send';
import { resolveSettings } from './settings';

/** 32 MiB. */
const MAX_RESPONSE_BYTES = 2 ** 25;

/**
 * Makes a client of a Smartflow gateway, or, where none is configured, of the providers themselves.
 * Nothing is sent before an Observable of it is subscribed to.
 *
 * The gateway is that of `baseUrl`, else of `SMARTFLOW_GATEWAY_URL`, else of the configuration file.
 * Environment and file are looked at only where they are given: in Node,
 * `createSmartflow(smartflowSettings())` with the function of `smooth-operator-rx/node`.
 *
 * @throws ValidationError when a URL, a key, a path or the file is not valid
 * @example
 * const smartflow = createSmartflow({ baseUrl: 'https://gateway.example', apiKey: 'sk-sf-…' });
 * smartflow.streamChat('Where is my order?').subscribe((text) => process.stdout.write(text));
 */
export function createSmartflow(options: SmartflowOptions = {}): SmartflowClient {
  const settings = resolveSettings(options);
  const { mode, addresses, apiKey, defaultModel, providers } = settings;
  // eslint-disable-next-line no-restricted-properties -- the one place where chance comes in, as a default
  const { uuid = randomUuid, random = Math.random, fetch = globalFetch } = options;
  const { maxResponseBytes = MAX_RESPONSE_BYTES } = options;

  const closed$ = new Subject<never>();
  const shared: Shared = {
    plan: addresses
      ? gatewayPlanner(addresses, apiKey)
      : directPlanner(providers, createCounters()),
    options,
    network: { fetch, random, maxResponseBytes },
    closed$,
  };
  const table = tableOf(defaultModel, uuid, addresses && options.paths);

  const calls = mapped(
    table,
    (endpoint) =>
      (...args: readonly unknown[]) =>
        send(endpoint, args, shared),
  );
  const methods = calls as unknown as SmartflowMethods & Omit<SmartflowStreams, 'logs'>;
  const promises = mapped(table, ({ isStream }, name) => (...args: readonly unknown[]) => {
    const result$ = calls[name](...args);
    return isStream ? iterate(result$) : only(result$);
  }) as unknown as Omit<SmartflowPromises, 'logs' | 'request'>;

  const logs = (logOptions?: LogOptions) => logsOf((page) => methods.getLogs(page), logOptions);
  const request = <T>(
    service: Service,
    method: string,
    path: string,
    requestOptions?: RequestOptions<T>,
  ) => send(requestEndpoint(service, method, path, requestOptions), [requestOptions], shared);
  const close = () => {
    closed$.error(new SmartflowError('The client has been closed', { code: 'CLOSED' }));
  };
  return {
    ...methods,
    logs,
    request,
    mode,
    isGatewayMode: () => mode === 'gateway',
    promises: {
      ...promises,
      // The loop is the demand.
      logs: (logOptions) => {
        const hungry$ = new BehaviorSubject(true);
        return iterate(logs({ ...logOptions, more$: hungry$.pipe(filter(Boolean)) }), hungry$);
      },
      request: (...args) => only(request(...args)),
    },
    close,
    [Symbol.asyncDispose]: () => {
      close();
      return Promise.resolve();
    },
  };
}

/** What an Observable emits that emits once. */
function only<T>(result$: Observable<T>): Promise<T> {
  // eslint-disable-next-line rxjs-x/no-ignored-default-value -- a request emits, or errors
  return firstValueFrom(result$);
}

/** Found when it is called, since it may be patched or put there later. */
const globalFetch: Fetch = (url, init) => globalThis.fetch(url, init);
