import type { Provider } from './config';
import type { Fetch } from './http/fetch';

/** Where a request of the gateway goes. */
export type Service = 'proxy' | 'management' | 'compliance' | 'bridge' | 'policy';

export type Headers = Readonly<Record<string, string>>;

/** What is known of an answer before it is read. */
export interface ResponseMetadata {
  readonly status: number;
  /** `x-smartflow-request-id`: the `request_id` of the gateway's log. */
  readonly requestId: string | undefined;
  /** `x-smartflow-cache-key`, where the cache had the answer. */
  readonly cacheKey: string | undefined;
  /** All headers, their names in small letters. */
  readonly headers: Headers;
}

/** When a request is made again. What has begun to answer is never asked again. */
export interface RetryOptions {
  /** How many times at most. */
  readonly count: number;
  /** Milliseconds before the first; doubled each time, with full jitter. @defaultValue 500 */
  readonly delay?: number;
  /**
   * The longest wait in milliseconds. Who is told to wait longer, by `Retry-After`, fails at once.
   * @defaultValue 30000
   */
  readonly maxDelay?: number;
}

/** What every method takes in its last argument. It goes before what the client was made with. */
export interface CallOptions {
  /** Headers to send, over the client's. */
  readonly headers?: Headers;
  /** Whom the gateway logs the call for: `x-smartflow-user-id`. */
  readonly userId?: string;
  /** Which conversation it logs it for: `x-conversation-id`. */
  readonly conversationId?: string;
  /** The provider that is to answer, whatever the model: `x-smartflow-provider`. */
  readonly routeTo?: string;
  /**
   * Milliseconds of silence until the call fails: before the answer begins, and within it. An answer
   * that keeps coming may take as long as it takes; `Infinity` waits for ever. @defaultValue 30000
   */
  readonly timeout?: number;
  /** Tries again what failed before it answered. @defaultValue false */
  readonly retry?: RetryOptions | false;
  /** Hears of each answer as it begins, of one with an error too. */
  readonly onResponse?: (response: ResponseMetadata) => void;
  /**
   * Ends the call with the signal's reason. For promises: an Observable is unsubscribed from.
   */
  readonly signal?: AbortSignal;
}

export interface ProviderOptions {
  readonly apiKey?: string;
  readonly baseUrl?: string;
}

/** The methods whose path is not documented by the vendor, and can be set therefore. */
export type InferredPath =
  | 'streamChat'
  | 'streamChatCompletions'
  | 'imageGeneration'
  | 'audioTranscription'
  | 'textToSpeech'
  | 'rerank'
  | 'listMcpTools';

/** All times are milliseconds. */
export interface SmartflowOptions extends Omit<CallOptions, 'signal'> {
  /** Where the gateway's proxy listens. With it the mode is `gateway`, whatever else is set. */
  readonly baseUrl?: string;
  /** The virtual key, `sk-sf-…`. @defaultValue `SMARTFLOW_API_KEY`, then that of the file */
  readonly apiKey?: string;
  /** @defaultValue 7778 */
  readonly managementPort?: number;
  /** @defaultValue 7777 */
  readonly compliancePort?: number;
  /** @defaultValue 3500 */
  readonly bridgePort?: number;
  /** @defaultValue 7782 */
  readonly policyPort?: number;
  /** @defaultValue `baseUrl` with `managementPort` */
  readonly managementUrl?: string;
  /** @defaultValue `baseUrl` with `compliancePort` */
  readonly complianceUrl?: string;
  /** @defaultValue `baseUrl` with `bridgePort` */
  readonly bridgeUrl?: string;
  /** @defaultValue `baseUrl` with `policyPort` */
  readonly policyUrl?: string;
  /** Keys and addresses for direct mode. @defaultValue `OPENAI_API_KEY` and the like, then the file */
  readonly providers?: Readonly<Partial<Record<Provider, ProviderOptions>>>;
  /** The model of a chat that names none. @defaultValue `default_model` of the file, or `gpt-4o` */
  readonly defaultModel?: string;
  /**
   * The environment, such as `process.env`. `smartflowSettings()` of `smooth-operator-rx/node` gives
   * both this and `config`. @defaultValue none
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Reads the configuration file: what it parses to, `undefined` if there is none. @defaultValue none */
  readonly config?: () => unknown;
  /** Paths for the methods whose path is not documented, with their `{…}`. */
  readonly paths?: Readonly<Partial<Record<InferredPath, string>>>;
  /** How many bytes an answer, or one event of a stream, may have. @defaultValue 33554432, 32 MiB */
  readonly maxResponseBytes?: number;
  /** @defaultValue the global `fetch` */
  readonly fetch?: Fetch;
  /** A number in [0, 1), for the jitter of retries. @defaultValue Math.random */
  readonly random?: () => number;
  /** Makes the ids of JSON-RPC requests, tasks and traces. @defaultValue random UUIDs */
  readonly uuid?: () => string;
}
