/** The part of `fetch` that is used, so that any can be given: one with a proxy, or one of a test. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | FormData;
  /** A redirect is followed by nobody: it would take the keys along. */
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}
