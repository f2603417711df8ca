import {
  createSmartflow,
  type SmartflowClient,
  type SmartflowOptions,
} from 'smooth-operator-rx/smartflow';
import {
  startFakeGateway,
  type FakeGateway,
  type FakeGatewayOptions,
} from 'smooth-operator-rx/testing';
import { catchError, firstValueFrom, lastValueFrom, map, of, toArray, type Observable } from 'rxjs';
import { afterEach } from 'vitest';

export const KEY = 'sk-sf-0123456789abcdef';

const started: { readonly gateway: FakeGateway; readonly clients: SmartflowClient[] }[] = [];

/** A gateway, closed after the test with the clients of it. */
export async function start(options?: FakeGatewayOptions) {
  const gateway = await startFakeGateway(options);
  const clients: SmartflowClient[] = [];
  started.push({ gateway, clients });
  const client = (made: SmartflowOptions): SmartflowClient => {
    const smartflow = createSmartflow(made);
    clients.push(smartflow);
    return smartflow;
  };
  const { proxy, management, compliance, bridge, providers } = gateway;
  return {
    gateway,
    /** A client of the gateway. */
    smartflow: (more: SmartflowOptions = {}) =>
      client({
        baseUrl: proxy.url,
        apiKey: KEY,
        managementPort: management.port,
        compliancePort: compliance.port,
        bridgePort: bridge.port,
        ...more,
      }),
    /** A client without a gateway, of the providers. */
    direct: (more: SmartflowOptions = {}) =>
      client({
        providers: {
          openai: { apiKey: 'sk-openai', baseUrl: providers.openai.url },
          anthropic: { apiKey: 'sk-anthropic', baseUrl: providers.anthropic.url },
          gemini: { apiKey: 'sk-gemini', baseUrl: providers.gemini.url },
          ollama: { baseUrl: providers.ollama.url },
          local: { baseUrl: providers.local.url },
        },
        ...more,
      }),
  };
}

afterEach(async () => {
  for (const { gateway, clients } of started.splice(0)) {
    for (const client of clients) client.close();
    await gateway.close();
  }
});

/** Everything that an Observable emits. */
export const all = <T>(source$: Observable<T>): Promise<T[]> =>
  lastValueFrom(source$.pipe(toArray()));

/** What it emits first. */
export const first = <T>(source$: Observable<T>): Promise<T> => firstValueFrom(source$);

/** What it emits, and what it fails with in the end, if it does. */
export function told<T>(
  source$: Observable<T>,
): Promise<{ readonly emitted: T[]; readonly error: unknown }> {
  const emitted: T[] = [];
  return lastValueFrom(
    source$.pipe(
      map((value) => {
        emitted.push(value);
        return { emitted, error: undefined };
      }),
      catchError((error: unknown) => of({ emitted, error })),
    ),
    { defaultValue: { emitted, error: undefined } },
  );
}
