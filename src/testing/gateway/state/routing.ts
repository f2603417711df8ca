/** Where the gateway is told to send everything, for a while. */
export interface Routing {
  /** The provider that is forced now, and until when, in ms. */
  current(): { readonly provider: string; readonly until: number } | undefined;
  force(provider: string, minutes: number): void;
}

export function createRouting(now: () => number): Routing {
  let forced: ReturnType<Routing['current']>;
  return {
    current: () => (forced && forced.until > now() ? forced : undefined),
    force: (provider, minutes) => {
      forced = { provider, until: now() + minutes * 60_000 };
    },
  };
}
