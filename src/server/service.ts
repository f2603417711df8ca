import type { TimestampProvider } from 'rxjs';
import type { Confirmations } from './confirmations';
import type { Events } from './events';
import type { Knowledge } from './knowledge';
import type { Log } from './log';
import type { ChatModel } from './model';
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
