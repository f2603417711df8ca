// Generated from spec/schemas by scripts/schema-types.mjs. Do not edit.

export type Cancel = {
  readonly action: 'cancel';
  readonly requestId?: string;
  readonly sessionId?: string;
};

export type ConfirmToolAction = {
  readonly action: 'confirm_tool_action';
  readonly requestId: string;
  readonly sessionId: string;
  readonly approved: boolean;
};

export type ConfirmToolActionResponse = {
  readonly sessionId?: string;
  readonly approved?: boolean;
};

export type CreateConversationSession = {
  readonly action: 'create_conversation_session';
  readonly agentId: string;
  readonly requestId?: string;
  readonly conversationId?: string;
  readonly userName?: string;
  readonly userEmail?: string;
  readonly browserFingerprint?: string;
  readonly supports?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly authContext?: {
    readonly userId: string;
    readonly signature: string;
    readonly timestamp: number;
  };
};

export type CreateConversationSessionResponse = {
  readonly sessionId: string;
  readonly conversationId: string;
  readonly agentName: string;
  readonly userParticipantId: string;
  readonly agentParticipantId: string;
  readonly agentId?: string;
};

export type GetConversationMessages = {
  readonly action: 'get_conversation_messages';
  readonly sessionId: string;
  readonly requestId?: string;
  readonly limit?: number;
  readonly cursor?: string;
};

export type GetConversationMessagesResponse = {
  readonly messages: readonly ConversationMessage[];
  readonly hasMore: boolean;
  readonly nextCursor?: string | null;
};

export type GetSession = {
  readonly action: 'get_session';
  readonly sessionId: string;
  readonly requestId?: string;
};

export type GetSessionResponse = {
  readonly sessionId: string;
  readonly conversationId: string;
  readonly agentName: string;
  readonly agentId?: string;
  readonly userParticipantId?: string;
  readonly agentParticipantId?: string;
  readonly threadId?: string;
  readonly status?: 'active' | 'idle' | 'ended';
};

export type ListConversations = {
  readonly action: 'list_conversations';
  readonly requestId?: string;
  readonly limit?: number;
};

export type ListConversationsResponse = { readonly conversations: readonly ConversationSummary[] };

export type Ping = { readonly action: 'ping'; readonly requestId?: string };

export type RenameConversation = {
  readonly action: 'rename_conversation';
  readonly conversationId: string;
  readonly title: string;
  readonly requestId?: string;
};

export type RenameConversationResponse = {
  readonly conversationId: string;
  readonly title: string;
};

export type SendMessage = {
  readonly action: 'send_message';
  readonly sessionId: string;
  readonly message: string;
  readonly requestId?: string;
  readonly stream?: boolean;
  readonly model?: string;
  readonly skill?: string;
  readonly images?: readonly { readonly url: string; readonly detail?: 'low' | 'high' | 'auto' }[];
  readonly files?: readonly {
    readonly name: string;
    readonly url: string;
    readonly mimeType?: string;
  }[];
};

export type SendMessageResponse = {
  readonly messageId: string;
  readonly response: unknown;
  readonly needsEscalation?: boolean;
  readonly escalationReason?: string;
  readonly usage?: Usage;
  readonly citations?: readonly Citation[];
  readonly directive?: Readonly<Record<string, unknown>> | null;
};

export type SubmitInteraction = {
  readonly action: 'submit_interaction';
  readonly requestId: string;
  readonly sessionId: string;
  readonly interactionId: string;
  readonly kind?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly declined?: boolean;
};

export type SubmitInteractionResponse = {
  readonly sessionId?: string;
  readonly interactionId?: string;
  readonly kind?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly declined?: boolean;
};

export type VerifyOtp = {
  readonly action: 'verify_otp';
  readonly requestId: string;
  readonly sessionId: string;
  readonly code: string;
};

export type GeneralAgentResponse = {
  readonly responseParts: readonly string[];
  readonly customerHappinessScore: number;
  readonly needsSatisfactionScore: number;
  readonly requestSummary: string;
  readonly resolutionStatus:
    'resolved' | 'in_progress' | 'requires_escalation' | 'needs_more_info' | 'blocked';
  readonly suggestedNextActions: readonly string[];
};

export type Checkpoint = {
  readonly id: string;
  readonly threadId: string;
  readonly agentId: string;
  readonly iteration: number;
  readonly createdAt: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
};

export type Citation = {
  readonly id: string;
  readonly title: string;
  readonly snippet: string;
  readonly score: number;
  readonly url?: string;
};

export type ConversationMessage = {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly content: {
    readonly text?: string;
    readonly structuredResponse?: Readonly<Record<string, unknown>> | null;
  };
  readonly createdAt: string;
  readonly from?: { readonly id: string; readonly type: string; readonly name?: string };
  readonly to?: { readonly id: string; readonly type: string; readonly name?: string };
};

export type ConversationSummary = {
  readonly conversationId: string;
  readonly title: string;
  readonly updatedAt: string;
  readonly messageCount: number;
};

export type Conversation = {
  readonly id: string;
  readonly platform:
    | 'web'
    | 'messenger'
    | 'instagram'
    | 'email'
    | 'discord'
    | 'phone'
    | 'sms'
    | 'slack'
    | 'whatsapp'
    | 'tiktok';
  readonly name: string;
  readonly organizationId: string;
  readonly idempotencyKey: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly metadataJson?: Readonly<Record<string, unknown>>;
  readonly analyticsJson?: Readonly<Record<string, unknown>>;
};

export type Message = {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly content: MessageContent;
  readonly createdAt: string;
  readonly externalId?: string | null;
  readonly organizationId?: string | null;
  readonly conversationId?: string | null;
  readonly from?: {
    readonly id: string;
    readonly type: string;
    readonly name?: string | null;
  } | null;
  readonly to?: {
    readonly id: string;
    readonly type: string;
    readonly name?: string | null;
  } | null;
  readonly metadataJson?: Readonly<Record<string, unknown>> | null;
  readonly analyticsJson?: Readonly<Record<string, unknown>> | null;
  readonly updatedAt?: string | null;
};

export type MessageContent = {
  readonly items?: readonly ContentItem[];
  readonly text?: string | null;
  readonly structuredResponse?: Readonly<Record<string, unknown>> | null;
};

export type ContentItem = { readonly type: 'text'; readonly text?: string };

export type Participant = {
  readonly id: string;
  readonly conversationId: string;
  readonly organizationId: string;
  readonly type: 'user' | 'ai-agent' | 'human-agent';
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly externalId?: string | null;
  readonly internalId?: string | null;
  readonly browserFingerprint?: string | null;
  readonly browserInfo?: Readonly<Record<string, unknown>> | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly crmContactId?: string | null;
  readonly metadataJson?: Readonly<Record<string, unknown>>;
};

export type Session = {
  readonly sessionId: string;
  readonly conversationId: string;
  readonly organizationId: string;
  readonly agentName: string;
  readonly userParticipantId: string;
  readonly agentParticipantId: string;
  readonly threadId: string;
  readonly agentId?: string;
  readonly status?: 'active' | 'idle' | 'ended';
  readonly tokenCount?: number;
  readonly messageCount?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly endedAt?: string | null;
  readonly lastActivityAt?: string;
};

export type Usage = {
  readonly costUsd?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
};

export type Cancelled = {
  readonly type: 'cancelled';
  readonly status: 499;
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly data?: { readonly status: 499; readonly requestId?: string };
};

export type ErrorEvent = {
  readonly type: 'error';
  readonly data: {
    readonly error: { readonly code: string; readonly message: string };
    readonly requestId?: string;
    readonly details?: unknown;
  };
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly error?: { readonly code: string; readonly message: string };
};

export type EventualResponse = {
  readonly type: 'eventual_response';
  readonly data: {
    readonly requestId: string;
    readonly status: number;
    readonly data: SendMessageResponse;
  };
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly status?: number;
};

export type ImmediateResponse = {
  readonly type: 'immediate_response';
  readonly data: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly status?: number;
  readonly message?: string;
};

export type InteractionInvalid = {
  readonly type: 'interaction_invalid';
  readonly data: {
    readonly requestId: string;
    readonly data: {
      readonly interactionId: string;
      readonly kind: string;
      readonly errors: readonly { readonly field: string; readonly message: string }[];
      readonly message: string;
    };
  };
  readonly requestId?: string;
  readonly timestamp?: number;
};

export type InteractionRequired = {
  readonly type: 'interaction_required';
  readonly data: {
    readonly requestId: string;
    readonly data: {
      readonly interactionId: string;
      readonly kind: string;
      readonly spec: Readonly<Record<string, unknown>>;
      readonly reason: string;
    };
  };
  readonly requestId?: string;
  readonly timestamp?: number;
};

export type Keepalive = {
  readonly type: 'keepalive';
  readonly data: { readonly requestId: string };
  readonly requestId?: string;
  readonly timestamp?: number;
};

export type OtpInvalid = {
  readonly type: 'otp_invalid';
  readonly data: {
    readonly requestId: string;
    readonly data: {
      readonly attemptsRemaining: number;
      readonly message: string;
      readonly error?: 'INVALID_CODE' | 'MAX_ATTEMPTS' | 'NOT_FOUND' | 'EXPIRED';
    };
  };
  readonly requestId?: string;
  readonly timestamp?: number;
};

export type OtpSent = {
  readonly type: 'otp_sent';
  readonly data: {
    readonly requestId: string;
    readonly data: { readonly channel: 'email' | 'sms'; readonly maskedDestination: string };
  };
  readonly requestId?: string;
  readonly timestamp?: number;
};

export type OtpVerificationRequired = {
  readonly type: 'otp_verification_required';
  readonly data: {
    readonly requestId: string;
    readonly data: {
      readonly toolId: string;
      readonly actionDescription: string;
      readonly availableChannels: readonly ('email' | 'sms')[];
      readonly authLevel: string;
    };
  };
  readonly requestId?: string;
  readonly timestamp?: number;
};

export type OtpVerified = {
  readonly type: 'otp_verified';
  readonly data: { readonly requestId: string; readonly data: { readonly message: string } };
  readonly requestId?: string;
  readonly timestamp?: number;
};

export type Pong = {
  readonly type: 'pong';
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly data?: { readonly timestamp: number };
};

export type StreamChunk = {
  readonly type: 'stream_chunk';
  readonly data: {
    readonly requestId: string;
    readonly node: string;
    readonly state: {
      readonly rawResponse?: unknown;
      readonly structuredResponse?: unknown;
      readonly pendingWriteConfirmation?: Readonly<Record<string, unknown>> | null;
      readonly pendingOtpVerification?: Readonly<Record<string, unknown>> | null;
    };
    readonly done?: boolean;
  };
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly node?: string;
};

export type StreamPreamble = {
  readonly type: 'stream_preamble';
  readonly data: { readonly requestId: string; readonly token: string };
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly token?: string;
};

export type StreamReasoning = {
  readonly type: 'stream_reasoning';
  readonly data: { readonly requestId: string; readonly token: string };
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly token?: string;
};

export type StreamToken = {
  readonly type: 'stream_token';
  readonly data: { readonly requestId: string; readonly token: string };
  readonly requestId?: string;
  readonly timestamp?: number;
  readonly token?: string;
};

export type WriteConfirmationRequired = {
  readonly type: 'write_confirmation_required';
  readonly data: {
    readonly requestId: string;
    readonly data: { readonly toolId: string; readonly actionDescription: string };
  };
  readonly requestId?: string;
  readonly timestamp?: number;
};

export type ChoicesSpec = {
  readonly questions: readonly {
    readonly question: string;
    readonly header: string;
    readonly options: readonly { readonly label: string; readonly description?: string }[];
    readonly multiSelect?: boolean;
  }[];
};

export type ChoicesValues = {
  readonly answers: readonly {
    readonly header: string;
    readonly options?: readonly string[];
    readonly other?: string;
  }[];
};

export type ChoicesPayload = {
  readonly status: 'submitted' | 'declined' | 'no_response';
  readonly values?: ChoicesValues;
  readonly message?: string;
};

export type IdentityIntakeSpec = {
  readonly fields: readonly {
    readonly key: 'name' | 'email' | 'phone';
    readonly required: boolean;
    readonly label?: string;
  }[];
};

export type IdentityIntakeValues = {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
};

export type IdentityIntakePayload = {
  readonly status: 'submitted' | 'declined' | 'no_response';
  readonly values?: IdentityIntakeValues;
  readonly message?: string;
};

/** Every type of the schemas by its name. */
export interface SchemaTypes {
  Cancel: Cancel;
  ConfirmToolAction: ConfirmToolAction;
  ConfirmToolActionResponse: ConfirmToolActionResponse;
  CreateConversationSession: CreateConversationSession;
  CreateConversationSessionResponse: CreateConversationSessionResponse;
  GetConversationMessages: GetConversationMessages;
  GetConversationMessagesResponse: GetConversationMessagesResponse;
  GetSession: GetSession;
  GetSessionResponse: GetSessionResponse;
  ListConversations: ListConversations;
  ListConversationsResponse: ListConversationsResponse;
  Ping: Ping;
  RenameConversation: RenameConversation;
  RenameConversationResponse: RenameConversationResponse;
  SendMessage: SendMessage;
  SendMessageResponse: SendMessageResponse;
  SubmitInteraction: SubmitInteraction;
  SubmitInteractionResponse: SubmitInteractionResponse;
  VerifyOtp: VerifyOtp;
  GeneralAgentResponse: GeneralAgentResponse;
  Checkpoint: Checkpoint;
  Citation: Citation;
  ConversationMessage: ConversationMessage;
  ConversationSummary: ConversationSummary;
  Conversation: Conversation;
  Message: Message;
  MessageContent: MessageContent;
  ContentItem: ContentItem;
  Participant: Participant;
  Session: Session;
  Usage: Usage;
  Cancelled: Cancelled;
  ErrorEvent: ErrorEvent;
  EventualResponse: EventualResponse;
  ImmediateResponse: ImmediateResponse;
  InteractionInvalid: InteractionInvalid;
  InteractionRequired: InteractionRequired;
  Keepalive: Keepalive;
  OtpInvalid: OtpInvalid;
  OtpSent: OtpSent;
  OtpVerificationRequired: OtpVerificationRequired;
  OtpVerified: OtpVerified;
  Pong: Pong;
  StreamChunk: StreamChunk;
  StreamPreamble: StreamPreamble;
  StreamReasoning: StreamReasoning;
  StreamToken: StreamToken;
  WriteConfirmationRequired: WriteConfirmationRequired;
  ChoicesSpec: ChoicesSpec;
  ChoicesValues: ChoicesValues;
  ChoicesPayload: ChoicesPayload;
  IdentityIntakeSpec: IdentityIntakeSpec;
  IdentityIntakeValues: IdentityIntakeValues;
  IdentityIntakePayload: IdentityIntakePayload;
}
