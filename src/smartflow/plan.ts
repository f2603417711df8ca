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
  readonly provider?: Provider;
  readonly dialect: Dialect;
  readonly body: unknown;
  readonly form: Form | undefined;
  /** Told that there is an answer; gives what then hears it. */
  readonly listen?: () => (value: unknown) => void;
}

/** @throws a SmartflowError when the call cannot be made */
export type Planner = (
  endpoint: Pick<Endpoint<unknown>, 'service' | 'path' | 'direct'>,
  asked: Asked,
) => Plan;
