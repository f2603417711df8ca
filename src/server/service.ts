import type { TimestampProvider } from 'rxjs';
import { Confirmations } from './confirmations';
import { eventsOf, type Events } from './events';
import type { Knowledge } from './knowledge';
import { safely, type Log } from './log';
import type { ChatModel } from './model';
import type { Settings } from './settings';
import type { ConversationStore } from './store';
import type { Tool } from './tools';

/** What all connections of a server share. */
export interface Service {
  readonly agentName: string;
  readonly model: ChatModel;
  readonly knowledge: Knowledge;
  readonly tools: ReadonlyMap<string, Tool>;
  /** Whether a tool of this name waits for a person's approval. */
  readonly needsConfirmation: (toolName: string) => boolean;
  readonly confirmations: Confirmations;
  readonly store: ConversationStore;
  readonly events: Events;
  readonly clock: TimestampProvider;
  readonly ids: () => string;
  readonly maxFrameBytes: number;
  readonly maxIterations: number;
  readonly log: Log;
}

/** Puts the service together. */
export function serviceOf(settings: Settings): Service {
  const { confirmTools, confirmTimeout, tools, onLog, ...shared } = settings;
  return {
    ...shared,
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    needsConfirmation: (name) => confirmTools.some((part) => name.includes(part)),
    confirmations: new Confirmations(confirmTimeout),
    events: eventsOf(settings.clock),
    log: safely(onLog),
  };
}
