import type { Observable } from 'rxjs';
import type { Mode } from './config';
import type { AiMethods, AiStreams } from './methods/ai';
import type { ComplianceMethods } from './methods/compliance';
import type { LogStreams, MonitoringMethods } from './methods/monitoring';
import type { ToolMethods } from './methods/tools';
import type { CallOptions, Service } from './options';

/** The methods that emit one value and complete. */
export interface SmartflowMethods
  extends AiMethods, ComplianceMethods, MonitoringMethods, ToolMethods {}

/** The methods that emit as it comes. */
export interface SmartflowStreams extends AiStreams, LogStreams {}

export interface RequestOptions<T = unknown> extends CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON, unless it is a form. */
  readonly body?: unknown;
  /** What the answer is read as. @defaultValue 'json' */
  readonly as?: 'json' | 'text' | 'bytes';
  /** Makes the value of what was read; what it throws becomes a `ResponseError`. @defaultValue as it is */
  readonly decode?: (answer: unknown) => T;
}

/**
 * A client of the Smartflow gateway, or, without one, of the providers themselves. Every Observable
 * of it is cold: subscribing sends one request, unsubscribing aborts it, two subscriptions send two.
 * They fail with a `SmartflowError` and nothing else.
 */
export interface SmartflowClient extends SmartflowMethods, SmartflowStreams {
  readonly mode: Mode;
  isGatewayMode(): boolean;
  /**
   * Any other request, with the keys and headers of this client. Gateway mode only.
   *
   * @param service - whose address it goes to
   * @param method - GET, POST, PUT, PATCH or DELETE
   * @param path - begins with `/`; what of it was given by others belongs in `encodeURIComponent`
   * @example
   * smartflow.request('proxy', 'GET', '/metrics', { as: 'text' }).subscribe(log);
   */
  request<T = unknown>(
    service: Service,
    method: string,
    path: string,
    options?: RequestOptions<T>,
  ): Observable<T>;
  /** The same client with promises. */
  readonly promises: SmartflowPromises;
  /** Aborts what is under way, with an error of code `CLOSED`, and lets nothing more begin. */
  close(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Each method with a promise of what it emits, each stream as something to loop over. Calling sends
 * the request; a `signal` aborts it, and so does leaving the loop.
 *
 * @example
 * for await (const text of smartflow.promises.streamChat('Tell me a story')) log(text);
 */
export type SmartflowPromises = {
  readonly [M in keyof SmartflowMethods]: (
    ...args: Parameters<SmartflowMethods[M]>
  ) => Promise<Emitted<SmartflowMethods[M]>>;
} & {
  readonly [M in keyof SmartflowStreams]: (
    ...args: Parameters<SmartflowStreams[M]>
  ) => AsyncIterableIterator<Emitted<SmartflowStreams[M]>>;
} & {
  request<T = unknown>(
    service: Service,
    method: string,
    path: string,
    options?: RequestOptions<T>,
  ): Promise<T>;
};

/** What the Observable of a method emits. */
export type Emitted<M extends (...args: never[]) => Observable<unknown>> =
  ReturnType<M> extends Observable<infer T> ? T : never;
