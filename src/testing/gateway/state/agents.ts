/** An agent behind the gateway. */
export interface FakeAgent {
  readonly description: string;
  /** @param traceId - of the chain of tasks that this one belongs to, when it was told */
  readonly reply: (text: string, traceId: string | undefined) => string;
}

/** Agents by the names that are in their paths. */
export type FakeAgents = Readonly<Record<string, FakeAgent>>;

/** The agents of a gateway without a script. */
export const DEFAULT_AGENTS: FakeAgents = {
  echo: { description: 'Repeats what it is told.', reply: (text) => `You said: ${text}` },
};
