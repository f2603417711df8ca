import { BehaviorSubject, filter, firstValueFrom, Subject, takeUntil, type Observable } from 'rxjs';
import { uuid } from '../conversation/ids';
import type {
  RequestOptions,
  SmartflowClient,
  SmartflowMethods,
  SmartflowPromises,
  SmartflowStreams,
} from './client';
import { createCounters } from './counters';
import { directPlanner } from './direct';
import type { Endpoint } from './endpoints/endpoint';
import { tableOf } from './endpoints/table';
import { requestEndpoint } from './endpoints/request';
import { SmartflowError } from './errors';
import { gatewayPlanner } from './gateway';
import { iterate } from './iterate';
import { logsOf } from './logs';
import { mapped } from './mapped';
import type { LogOptions } from './methods/monitoring';
import type { Service, SmartflowOptions } from './options';
import { send } from './send';
import { resolveSettings } from './settings';

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
  const { mode, addresses, apiKey, defaultModel, providers } = resolveSettings(options);
  const plan = addresses
    ? gatewayPlanner(addresses, apiKey)
    : directPlanner(providers, createCounters());
  const closed$ = new Subject<never>();
  const sent = <Result>(endpoint: Endpoint<Result>, args: readonly unknown[]) =>
    send(endpoint, args, plan, options).pipe(takeUntil(closed$));

  const table = tableOf(defaultModel, options.uuid ?? uuid, addresses && options.paths);
  const calls = mapped(
    table,
    (endpoint) =>
      (...args: readonly unknown[]) =>
        sent(endpoint, args),
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
  ) => sent(requestEndpoint(service, method, path, requestOptions), [requestOptions]);
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
    // eslint-disable-next-line @typescript-eslint/require-await -- who disposes wants a promise
    [Symbol.asyncDispose]: async () => {
      close();
    },
  };
}

/** What an Observable emits that emits once. */
function only<T>(result$: Observable<T>): Promise<T> {
  // eslint-disable-next-line rxjs-x/no-ignored-default-value -- a request emits, or errors
  return firstValueFrom(result$);
}
