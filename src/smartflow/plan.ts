import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Provider } from './config';
import type { Dialect } from './dialect/dialect';
import type { Asked, Endpoint, Form } from './endpoints/endpoint';

/** Where a call goes and with which credentials; or what the client answers by itself. */
type Plan = Journey | { readonly answer: unknown };

export interface Journey {
  readonly url: string;
  /** Under those of the options. */
  readonly credentials: Readonly<Record<string, string>> | undefined;
  /** Who is asked in direct mode. The gateway alone hears on whose behalf a call is made. */
  readonly provider: Provider | undefined;
  readonly dialect: Dialect;
  readonly body: unknown;
  readonly form: Form | undefined;
  /** Counts what is answered. */
  readonly counted: <T>() => MonoTypeOperatorFunction<T>;
}

/** @throws a SmartflowError when the call cannot be made */
export type Planner = (
  endpoint: Pick<Endpoint<never, unknown>, 'service' | 'path' | 'direct'>,
  asked: Asked,
) => Plan;
