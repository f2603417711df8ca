import type { Observable } from 'rxjs';

/** A conversation outlives its sessions; its participants and what its client can render go with it. */
export interface Conversation {
  readonly conversationId: string;
  readonly userParticipantId: string;
  readonly agentParticipantId: string;
  /** What the client last declared. */
  readonly supports: readonly string[];
  /** Whose it is; `undefined` where the server does not ask who anybody is. */
  readonly owner?: Owner;
  /** The title a user gave it. */
  readonly title?: string;
  /** What the user was last asked without a card, by the kind of the card. */
  readonly asked?: Readonly<Record<string, object>>;
}

/** Whose a conversation is: a user of an organisation or, without an email, the organisation's. */
export interface Owner {
  readonly org: string;
  /** In lower case. */
  readonly email?: string;
}

/** One client's handle on a conversation. Sessions never expire. */
export interface Session {
  readonly sessionId: string;
  readonly conversationId: string;
  readonly agentId: string;
  readonly userName?: string;
  readonly userEmail?: string;
  readonly browserFingerprint?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** What the user told of themselves on a card. */
  readonly contactEmail?: string;
  readonly contactPhone?: string;
  /** How the user could be reached when the last one-time code was sent. */
  readonly codeSentFor?: readonly string[];
  /** Whether the user has entered a one-time code. */
  readonly otpVerified?: boolean;
}

export interface StoredMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly text: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What a list of conversations shows of one. */
export interface ConversationSummary {
  readonly conversationId: string;
  /** The title a user gave it. */
  readonly title?: string;
  /** The text of its first inbound message, or `''`. */
  readonly firstText: string;
  /** Epoch milliseconds of its last message. */
  readonly updatedAt: number;
  readonly messageCount: number;
}

/**
 * The port to where conversations are kept. Every Observable is cold, emits once and completes; an
 * error is answered with `STORAGE_ERROR`, or ends the turn it happens in. What is given and what is
 * emitted is a copy: changing it changes nothing that is kept.
 */
export interface ConversationStore {
  /** Keeps the conversation, in place of the one with its id if there is one; messages stay. */
  putConversation(conversation: Conversation): Observable<void>;
  conversation(conversationId: string): Observable<Conversation | undefined>;
  /** Changes what is given, and emits the conversation as it is then; `undefined` if there is none. */
  updateConversation(
    conversationId: string,
    change: Partial<Pick<Conversation, 'supports' | 'title' | 'asked'>>,
  ): Observable<Conversation | undefined>;
  putSession(session: Session): Observable<void>;
  session(sessionId: string): Observable<Session | undefined>;
  /** Changes what is given, and emits the session as it is then; `undefined` if there is none. */
  updateSession(
    sessionId: string,
    change: Partial<Omit<Session, 'sessionId' | 'conversationId'>>,
  ): Observable<Session | undefined>;
  /**
   * Adds the newest message. Errors when there is no such conversation, or a message with its id;
   * then nothing is changed.
   */
  append(message: StoredMessage): Observable<void>;
  /** The newest `count` messages, oldest first. */
  latest(conversationId: string, count: number): Observable<readonly StoredMessage[]>;
  /**
   * The newest `count` messages before the one with the id `before` (before none: the newest of
   * all), newest first. `undefined` when the conversation has no such message.
   */
  page(
    conversationId: string,
    count: number,
    before?: string,
  ): Observable<readonly StoredMessage[] | undefined>;
  /** The conversations that have messages, the last written to first; with `owner`, only those of exactly that owner. */
  list(count: number, owner?: Owner): Observable<readonly ConversationSummary[]>;
}
