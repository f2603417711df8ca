import type { TimestampProvider } from 'rxjs';
import { eventsOf, type Events, type WriteConfirmation } from './events';
import type { Knowledge } from './knowledge';
import type { Limits } from './limits';
import { safely, type Log } from './log';
import type { ChatModel } from './model';
import { Parks } from './parks';
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
  /** The writes that wait for a person's approval. */
  readonly confirmations: Parks<WriteConfirmation, boolean>;
  readonly store: ConversationStore;
  readonly events: Events;
  readonly clock: TimestampProvider;
  readonly ids: () => string;
  readonly limits: Limits;
  readonly maxIterations: number;
  readonly log: Log;
}

/** Puts the service together. */
export function serviceOf(settings: Settings): Service {
  const { confirmTools, promptTimeout, tools, onLog, ...shared } = settings;
  return {
    ...shared,
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    needsConfirmation: (name) => confirmTools.some((part) => name.includes(part)),
    confirmations: new Parks(promptTimeout),
    events: eventsOf(settings.clock),
    log: safely(onLog),
  };
}
