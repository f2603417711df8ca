import type { TimestampProvider } from 'rxjs';
import type { Knowledge } from './knowledge';
import type { KnowledgeDocument } from './knowledge/documents';
import type { Limits } from './limits';
import type { Log } from './log';
import type { ChatModel } from './model';
import type { ConversationStore } from './store';
import type { Tool } from './tools';

/** How a server is to be. Everything has a default; what is given is checked before anything starts. */
export interface ServerOptions {
  /**
   * The TCP port; 0 picks a free one.
   * @defaultValue 8787
   */
  readonly port?: number;
  /**
   * The address to listen on. The default is reachable from this machine only.
   * @defaultValue '127.0.0.1'
   */
  readonly host?: string;
  /**
   * Who answers.
   * @defaultValue {@link extractiveModel}: embedded, no key and no network
   */
  readonly model?: ChatModel;
  /**
   * What the agent can answer from: documents to search, or a search of your own.
   * @defaultValue {@link seedKnowledge}
   */
  readonly knowledge?: readonly KnowledgeDocument[] | Knowledge;
  /**
   * What the agent can do.
   * @defaultValue the demo's {@link issueRefund}
   */
  readonly tools?: readonly Tool[];
  /**
   * Tools whose name contains one of these wait for a person's approval.
   * @defaultValue ['issue_refund']
   */
  readonly confirmTools?: readonly string[];
  /**
   * How long a person may think about what a turn asks, in milliseconds; then an approval counts as
   * denied and a card as not filled in.
   * @defaultValue 300000
   */
  readonly promptTimeout?: number;
  /**
   * What the agent is called.
   * @defaultValue 'smooth-agent'
   */
  readonly agentName?: string;
  /**
   * How often one turn may call the model.
   * @defaultValue 20
   */
  readonly maxIterations?: number;
  /** What one client may ask of the server. See each for its default. */
  readonly limits?: Partial<Limits>;
  /**
   * Where conversations are kept.
   * @defaultValue {@link memoryStore}
   */
  readonly store?: ConversationStore;
  /**
   * The clock of every timestamp.
   * @defaultValue the one of RxJS's schedulers
   */
  readonly clock?: TimestampProvider;
  /**
   * Makes the id of everything that has one. Clients may insist on UUIDs.
   * @defaultValue random UUIDs
   */
  readonly ids?: () => string;
  /**
   * Is told what the server does. What it throws is ignored.
   * @defaultValue nothing is told
   */
  readonly onLog?: Log;
}
