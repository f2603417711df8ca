import type { TimestampProvider } from 'rxjs';
import type { Backplane } from './backplane';
import type { Access } from './access/access';
import type { InteractionKind } from './interactions/kind';
import type { Knowledge } from './knowledge';
import type { KnowledgeDocument } from './knowledge/documents';
import type { Limits } from './limits';
import type { Log } from './log';
import type { ChatModel } from './model';
import type { Skills } from './skills';
import type { OtpService } from './otp/otpService';
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
   * Who answers the messages that ask for a model by one of these names. Any other name goes to
   * `model`, as `request.model`.
   * @defaultValue none
   */
  readonly models?: Readonly<Record<string, ChatModel>>;
  /**
   * Who says in a sentence what the agent is about to do, while `model` has not begun to answer.
   * It has 64 tokens.
   * @defaultValue nobody does
   */
  readonly preambleModel?: ChatModel;
  /**
   * What the agent is told to be and to do, in every turn.
   * @defaultValue its name, and to answer from the documents
   */
  readonly instructions?: string;
  /**
   * The agent's first words, where the client shows some: in the first turn of a conversation the
   * model is told that it has said them.
   * @defaultValue none
   */
  readonly greeting?: string;
  /**
   * What a message can ask for by name as further instructions: folders that hold
   * `<name>/SKILL.md` each, earlier ones first, or skills of your own.
   * @defaultValue none
   */
  readonly skills?: readonly string[] | Skills;
  /**
   * What the agent can answer from: documents to search, or a search of your own.
   * @defaultValue {@link seedKnowledge}
   */
  readonly knowledge?: readonly KnowledgeDocument[] | Knowledge;
  /**
   * What the agent can do, beside searching the knowledge, if there is any.
   * @defaultValue the demo's {@link issueRefund}
   */
  readonly tools?: readonly Tool[];
  /**
   * Tools whose name contains one of these wait for a person's approval.
   * @defaultValue ['issue_refund']
   */
  readonly confirmTools?: readonly string[];
  /**
   * Tools whose name contains one of these need a verified user, like those with the `authLevel`
   * `'end_user'`.
   * @defaultValue []
   */
  readonly authTools?: readonly string[];
  /**
   * Who sends one-time codes, so that users whom no token names can show who they are:
   * {@link memoryOtp} for development.
   * @defaultValue nobody: tools that need a verified user are refused to those
   */
  readonly otp?: OtpService;
  /**
   * The kinds of cards that the agent can ask somebody to fill in. A client is shown those it
   * declared in `supports`; of the others the agent asks in its own words.
   * @defaultValue {@link identityIntake} and {@link choices}
   */
  readonly interactions?: readonly InteractionKind[];
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
  /**
   * The longest answer that one call of the model may give, in tokens.
   * @defaultValue 8192
   */
  readonly maxTokens?: number;
  /**
   * Who may come, and whose conversations are whose.
   * @defaultValue {@link noAccess}: nobody is asked, and everything is everybody's
   */
  readonly access?: Access;
  /**
   * The origins of the pages that may use the server: `https://example.com`, `https://*.example.com`
   * for its subdomains, `null`, or `*` for all. A page of another origin is answered with
   * `ORIGIN_NOT_ALLOWED`, whatever it asks. A client that sends no `Origin` is no page, and may.
   * @defaultValue ['*']
   */
  readonly origins?: readonly string[];
  /**
   * The secret that host pages sign an `authContext` with: who their user is, as the hex HMAC-SHA256
   * of `userId:timestamp`, for a minute. One that is wrong is answered with `AUTH_CONTEXT_INVALID`;
   * one that is right makes the connection that of this user, to whom their conversations belong.
   * With a secret everybody else is anonymous, also where `access` asks nobody.
   * @defaultValue none: an `authContext` is ignored
   */
  readonly authContextSecret?: string;
  /** What one client may ask of the server. See each for its default. */
  readonly limits?: Partial<Limits>;
  /**
   * Whether `X-Forwarded-For` tells where a client comes from: for a server behind one proxy, which
   * sets it. Its last entry counts, since a client can forge those before it.
   * @defaultValue false
   */
  readonly trustProxy?: boolean;
  /**
   * How long a turn may be silent, in milliseconds, before its client is told by a `keepalive` that
   * it goes on, also while it waits for a person. `Infinity` sends none.
   * @defaultValue 30000
   */
  readonly keepaliveInterval?: number;
  /**
   * How long `drain()` waits for the turns that run, in milliseconds, before it aborts them.
   * @defaultValue 30000
   */
  readonly drainTimeout?: number;
  /**
   * Whether `/metrics` tells Prometheus what the server does: counts and times, no names and no ids.
   * @defaultValue true
   */
  readonly metrics?: boolean;
  /**
   * How events that no request asked for reach their connections.
   * @defaultValue {@link memoryBackplane}
   */
  readonly backplane?: Backplane;
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
   * Is told what the server does. What it throws is ignored, but for one warning of the process.
   * @defaultValue nothing is told
   */
  readonly onLog?: Log;
}
