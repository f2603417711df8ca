import { describe, expectTypeOf, it } from 'vitest';
import type * as protocol from 'smooth-operator-rx/protocol';
import type * as schemas from './schemaTypes.gen';

/** The static type of each codec, by the name it shares with its schema. */
interface CodecTypes {
  Cancel: protocol.Cancel;
  ConfirmToolAction: protocol.ConfirmToolAction;
  ConfirmToolActionResponse: protocol.ConfirmToolActionResponse;
  CreateConversationSession: protocol.CreateConversationSession;
  CreateConversationSessionResponse: protocol.CreateConversationSessionResponse;
  GetConversationMessages: protocol.GetConversationMessages;
  GetConversationMessagesResponse: protocol.GetConversationMessagesResponse;
  GetSession: protocol.GetSession;
  GetSessionResponse: protocol.GetSessionResponse;
  ListConversations: protocol.ListConversations;
  ListConversationsResponse: protocol.ListConversationsResponse;
  Ping: protocol.Ping;
  RenameConversation: protocol.RenameConversation;
  RenameConversationResponse: protocol.RenameConversationResponse;
  SendMessage: protocol.SendMessage;
  SendMessageResponse: protocol.SendMessageResponse;
  SubmitInteraction: protocol.SubmitInteraction;
  SubmitInteractionResponse: protocol.SubmitInteractionResponse;
  VerifyOtp: protocol.VerifyOtp;
  GeneralAgentResponse: protocol.GeneralAgentResponse;
  Checkpoint: protocol.Checkpoint;
  Citation: protocol.Citation;
  ConversationMessage: protocol.ConversationMessage;
  ConversationSummary: protocol.ConversationSummary;
  Conversation: protocol.Conversation;
  Message: protocol.Message;
  MessageContent: protocol.MessageContent;
  ContentItem: protocol.ContentItem;
  Participant: protocol.Participant;
  Session: protocol.Session;
  Usage: protocol.Usage;
  Cancelled: protocol.Cancelled;
  ErrorEvent: protocol.ErrorEvent;
  EventualResponse: protocol.EventualResponse;
  ImmediateResponse: protocol.ImmediateResponse;
  InteractionInvalid: protocol.InteractionInvalid;
  InteractionRequired: protocol.InteractionRequired;
  Keepalive: protocol.Keepalive;
  OtpInvalid: protocol.OtpInvalid;
  OtpSent: protocol.OtpSent;
  OtpVerificationRequired: protocol.OtpVerificationRequired;
  OtpVerified: protocol.OtpVerified;
  Pong: protocol.Pong;
  StreamChunk: protocol.StreamChunk;
  StreamPreamble: protocol.StreamPreamble;
  StreamReasoning: protocol.StreamReasoning;
  StreamToken: protocol.StreamToken;
  WriteConfirmationRequired: protocol.WriteConfirmationRequired;
  ChoicesSpec: protocol.ChoicesSpec;
  ChoicesValues: protocol.ChoicesValues;
  ChoicesPayload: protocol.ChoicesPayload;
  IdentityIntakeSpec: protocol.IdentityIntakeSpec;
  IdentityIntakeValues: protocol.IdentityIntakeValues;
  IdentityIntakePayload: protocol.IdentityIntakePayload;
}

describe('[SHAPE-2] the static type of a codec', () => {
  it('is there for every type of the schemas', () => {
    expectTypeOf<keyof CodecTypes>().toEqualTypeOf<keyof schemas.SchemaTypes>();
  });

  it('is what the schema says of Cancel', () => {
    expectTypeOf<protocol.Cancel>().toEqualTypeOf<schemas.Cancel>();
    expectTypeOf<protocol.Cancel>().toExtend<schemas.Cancel>();
    expectTypeOf<schemas.Cancel>().toExtend<protocol.Cancel>();
  });

  it('is what the schema says of ConfirmToolAction', () => {
    expectTypeOf<protocol.ConfirmToolAction>().toEqualTypeOf<schemas.ConfirmToolAction>();
    expectTypeOf<protocol.ConfirmToolAction>().toExtend<schemas.ConfirmToolAction>();
    expectTypeOf<schemas.ConfirmToolAction>().toExtend<protocol.ConfirmToolAction>();
  });

  it('is what the schema says of ConfirmToolActionResponse', () => {
    expectTypeOf<protocol.ConfirmToolActionResponse>().toEqualTypeOf<schemas.ConfirmToolActionResponse>();
    expectTypeOf<protocol.ConfirmToolActionResponse>().toExtend<schemas.ConfirmToolActionResponse>();
    expectTypeOf<schemas.ConfirmToolActionResponse>().toExtend<protocol.ConfirmToolActionResponse>();
  });

  it('is what the schema says of CreateConversationSession', () => {
    expectTypeOf<protocol.CreateConversationSession>().toEqualTypeOf<schemas.CreateConversationSession>();
    expectTypeOf<protocol.CreateConversationSession>().toExtend<schemas.CreateConversationSession>();
    expectTypeOf<schemas.CreateConversationSession>().toExtend<protocol.CreateConversationSession>();
  });

  it('is what the schema says of CreateConversationSessionResponse', () => {
    expectTypeOf<protocol.CreateConversationSessionResponse>().toEqualTypeOf<schemas.CreateConversationSessionResponse>();
    expectTypeOf<protocol.CreateConversationSessionResponse>().toExtend<schemas.CreateConversationSessionResponse>();
    expectTypeOf<schemas.CreateConversationSessionResponse>().toExtend<protocol.CreateConversationSessionResponse>();
  });

  it('is what the schema says of GetConversationMessages', () => {
    expectTypeOf<protocol.GetConversationMessages>().toEqualTypeOf<schemas.GetConversationMessages>();
    expectTypeOf<protocol.GetConversationMessages>().toExtend<schemas.GetConversationMessages>();
    expectTypeOf<schemas.GetConversationMessages>().toExtend<protocol.GetConversationMessages>();
  });

  it('is what the schema says of GetConversationMessagesResponse', () => {
    expectTypeOf<protocol.GetConversationMessagesResponse>().toEqualTypeOf<schemas.GetConversationMessagesResponse>();
    expectTypeOf<protocol.GetConversationMessagesResponse>().toExtend<schemas.GetConversationMessagesResponse>();
    expectTypeOf<schemas.GetConversationMessagesResponse>().toExtend<protocol.GetConversationMessagesResponse>();
  });

  it('is what the schema says of GetSession', () => {
    expectTypeOf<protocol.GetSession>().toEqualTypeOf<schemas.GetSession>();
    expectTypeOf<protocol.GetSession>().toExtend<schemas.GetSession>();
    expectTypeOf<schemas.GetSession>().toExtend<protocol.GetSession>();
  });

  it('is what the schema says of GetSessionResponse', () => {
    expectTypeOf<protocol.GetSessionResponse>().toEqualTypeOf<schemas.GetSessionResponse>();
    expectTypeOf<protocol.GetSessionResponse>().toExtend<schemas.GetSessionResponse>();
    expectTypeOf<schemas.GetSessionResponse>().toExtend<protocol.GetSessionResponse>();
  });

  it('is what the schema says of ListConversations', () => {
    expectTypeOf<protocol.ListConversations>().toEqualTypeOf<schemas.ListConversations>();
    expectTypeOf<protocol.ListConversations>().toExtend<schemas.ListConversations>();
    expectTypeOf<schemas.ListConversations>().toExtend<protocol.ListConversations>();
  });

  it('is what the schema says of ListConversationsResponse', () => {
    expectTypeOf<protocol.ListConversationsResponse>().toEqualTypeOf<schemas.ListConversationsResponse>();
    expectTypeOf<protocol.ListConversationsResponse>().toExtend<schemas.ListConversationsResponse>();
    expectTypeOf<schemas.ListConversationsResponse>().toExtend<protocol.ListConversationsResponse>();
  });

  it('is what the schema says of Ping', () => {
    expectTypeOf<protocol.Ping>().toEqualTypeOf<schemas.Ping>();
    expectTypeOf<protocol.Ping>().toExtend<schemas.Ping>();
    expectTypeOf<schemas.Ping>().toExtend<protocol.Ping>();
  });

  it('is what the schema says of RenameConversation', () => {
    expectTypeOf<protocol.RenameConversation>().toEqualTypeOf<schemas.RenameConversation>();
    expectTypeOf<protocol.RenameConversation>().toExtend<schemas.RenameConversation>();
    expectTypeOf<schemas.RenameConversation>().toExtend<protocol.RenameConversation>();
  });

  it('is what the schema says of RenameConversationResponse', () => {
    expectTypeOf<protocol.RenameConversationResponse>().toEqualTypeOf<schemas.RenameConversationResponse>();
    expectTypeOf<protocol.RenameConversationResponse>().toExtend<schemas.RenameConversationResponse>();
    expectTypeOf<schemas.RenameConversationResponse>().toExtend<protocol.RenameConversationResponse>();
  });

  it('is what the schema says of SendMessage', () => {
    expectTypeOf<protocol.SendMessage>().toEqualTypeOf<schemas.SendMessage>();
    expectTypeOf<protocol.SendMessage>().toExtend<schemas.SendMessage>();
    expectTypeOf<schemas.SendMessage>().toExtend<protocol.SendMessage>();
  });

  it('is what the schema says of SendMessageResponse', () => {
    expectTypeOf<protocol.SendMessageResponse>().toEqualTypeOf<schemas.SendMessageResponse>();
    expectTypeOf<protocol.SendMessageResponse>().toExtend<schemas.SendMessageResponse>();
    expectTypeOf<schemas.SendMessageResponse>().toExtend<protocol.SendMessageResponse>();
  });

  it('is what the schema says of SubmitInteraction', () => {
    expectTypeOf<protocol.SubmitInteraction>().toEqualTypeOf<schemas.SubmitInteraction>();
    expectTypeOf<protocol.SubmitInteraction>().toExtend<schemas.SubmitInteraction>();
    expectTypeOf<schemas.SubmitInteraction>().toExtend<protocol.SubmitInteraction>();
  });

  it('is what the schema says of SubmitInteractionResponse', () => {
    expectTypeOf<protocol.SubmitInteractionResponse>().toEqualTypeOf<schemas.SubmitInteractionResponse>();
    expectTypeOf<protocol.SubmitInteractionResponse>().toExtend<schemas.SubmitInteractionResponse>();
    expectTypeOf<schemas.SubmitInteractionResponse>().toExtend<protocol.SubmitInteractionResponse>();
  });

  it('is what the schema says of VerifyOtp', () => {
    expectTypeOf<protocol.VerifyOtp>().toEqualTypeOf<schemas.VerifyOtp>();
    expectTypeOf<protocol.VerifyOtp>().toExtend<schemas.VerifyOtp>();
    expectTypeOf<schemas.VerifyOtp>().toExtend<protocol.VerifyOtp>();
  });

  it('is what the schema says of GeneralAgentResponse', () => {
    expectTypeOf<protocol.GeneralAgentResponse>().toEqualTypeOf<schemas.GeneralAgentResponse>();
    expectTypeOf<protocol.GeneralAgentResponse>().toExtend<schemas.GeneralAgentResponse>();
    expectTypeOf<schemas.GeneralAgentResponse>().toExtend<protocol.GeneralAgentResponse>();
  });

  it('is what the schema says of Checkpoint', () => {
    expectTypeOf<protocol.Checkpoint>().toEqualTypeOf<schemas.Checkpoint>();
    expectTypeOf<protocol.Checkpoint>().toExtend<schemas.Checkpoint>();
    expectTypeOf<schemas.Checkpoint>().toExtend<protocol.Checkpoint>();
  });

  it('is what the schema says of Citation', () => {
    expectTypeOf<protocol.Citation>().toEqualTypeOf<schemas.Citation>();
    expectTypeOf<protocol.Citation>().toExtend<schemas.Citation>();
    expectTypeOf<schemas.Citation>().toExtend<protocol.Citation>();
  });

  it('is what the schema says of ConversationMessage', () => {
    expectTypeOf<protocol.ConversationMessage>().toEqualTypeOf<schemas.ConversationMessage>();
    expectTypeOf<protocol.ConversationMessage>().toExtend<schemas.ConversationMessage>();
    expectTypeOf<schemas.ConversationMessage>().toExtend<protocol.ConversationMessage>();
  });

  it('is what the schema says of ConversationSummary', () => {
    expectTypeOf<protocol.ConversationSummary>().toEqualTypeOf<schemas.ConversationSummary>();
    expectTypeOf<protocol.ConversationSummary>().toExtend<schemas.ConversationSummary>();
    expectTypeOf<schemas.ConversationSummary>().toExtend<protocol.ConversationSummary>();
  });

  it('is what the schema says of Conversation', () => {
    expectTypeOf<protocol.Conversation>().toEqualTypeOf<schemas.Conversation>();
    expectTypeOf<protocol.Conversation>().toExtend<schemas.Conversation>();
    expectTypeOf<schemas.Conversation>().toExtend<protocol.Conversation>();
  });

  it('is what the schema says of Message', () => {
    expectTypeOf<protocol.Message>().toEqualTypeOf<schemas.Message>();
    expectTypeOf<protocol.Message>().toExtend<schemas.Message>();
    expectTypeOf<schemas.Message>().toExtend<protocol.Message>();
  });

  it('is what the schema says of MessageContent', () => {
    expectTypeOf<protocol.MessageContent>().toEqualTypeOf<schemas.MessageContent>();
    expectTypeOf<protocol.MessageContent>().toExtend<schemas.MessageContent>();
    expectTypeOf<schemas.MessageContent>().toExtend<protocol.MessageContent>();
  });

  it('is what the schema says of ContentItem', () => {
    expectTypeOf<protocol.ContentItem>().toEqualTypeOf<schemas.ContentItem>();
    expectTypeOf<protocol.ContentItem>().toExtend<schemas.ContentItem>();
    expectTypeOf<schemas.ContentItem>().toExtend<protocol.ContentItem>();
  });

  it('is what the schema says of Participant', () => {
    expectTypeOf<protocol.Participant>().toEqualTypeOf<schemas.Participant>();
    expectTypeOf<protocol.Participant>().toExtend<schemas.Participant>();
    expectTypeOf<schemas.Participant>().toExtend<protocol.Participant>();
  });

  it('is what the schema says of Session', () => {
    expectTypeOf<protocol.Session>().toEqualTypeOf<schemas.Session>();
    expectTypeOf<protocol.Session>().toExtend<schemas.Session>();
    expectTypeOf<schemas.Session>().toExtend<protocol.Session>();
  });

  it('is what the schema says of Usage', () => {
    expectTypeOf<protocol.Usage>().toEqualTypeOf<schemas.Usage>();
    expectTypeOf<protocol.Usage>().toExtend<schemas.Usage>();
    expectTypeOf<schemas.Usage>().toExtend<protocol.Usage>();
  });

  it('is what the schema says of Cancelled', () => {
    expectTypeOf<protocol.Cancelled>().toEqualTypeOf<schemas.Cancelled>();
    expectTypeOf<protocol.Cancelled>().toExtend<schemas.Cancelled>();
    expectTypeOf<schemas.Cancelled>().toExtend<protocol.Cancelled>();
  });

  it('is what the schema says of ErrorEvent', () => {
    expectTypeOf<protocol.ErrorEvent>().toEqualTypeOf<schemas.ErrorEvent>();
    expectTypeOf<protocol.ErrorEvent>().toExtend<schemas.ErrorEvent>();
    expectTypeOf<schemas.ErrorEvent>().toExtend<protocol.ErrorEvent>();
  });

  it('is what the schema says of EventualResponse', () => {
    expectTypeOf<protocol.EventualResponse>().toEqualTypeOf<schemas.EventualResponse>();
    expectTypeOf<protocol.EventualResponse>().toExtend<schemas.EventualResponse>();
    expectTypeOf<schemas.EventualResponse>().toExtend<protocol.EventualResponse>();
  });

  it('is what the schema says of ImmediateResponse', () => {
    expectTypeOf<protocol.ImmediateResponse>().toEqualTypeOf<schemas.ImmediateResponse>();
    expectTypeOf<protocol.ImmediateResponse>().toExtend<schemas.ImmediateResponse>();
    expectTypeOf<schemas.ImmediateResponse>().toExtend<protocol.ImmediateResponse>();
  });

  it('is what the schema says of InteractionInvalid', () => {
    expectTypeOf<protocol.InteractionInvalid>().toEqualTypeOf<schemas.InteractionInvalid>();
    expectTypeOf<protocol.InteractionInvalid>().toExtend<schemas.InteractionInvalid>();
    expectTypeOf<schemas.InteractionInvalid>().toExtend<protocol.InteractionInvalid>();
  });

  it('is what the schema says of InteractionRequired', () => {
    expectTypeOf<protocol.InteractionRequired>().toEqualTypeOf<schemas.InteractionRequired>();
    expectTypeOf<protocol.InteractionRequired>().toExtend<schemas.InteractionRequired>();
    expectTypeOf<schemas.InteractionRequired>().toExtend<protocol.InteractionRequired>();
  });

  it('is what the schema says of Keepalive', () => {
    expectTypeOf<protocol.Keepalive>().toEqualTypeOf<schemas.Keepalive>();
    expectTypeOf<protocol.Keepalive>().toExtend<schemas.Keepalive>();
    expectTypeOf<schemas.Keepalive>().toExtend<protocol.Keepalive>();
  });

  it('is what the schema says of OtpInvalid', () => {
    expectTypeOf<protocol.OtpInvalid>().toEqualTypeOf<schemas.OtpInvalid>();
    expectTypeOf<protocol.OtpInvalid>().toExtend<schemas.OtpInvalid>();
    expectTypeOf<schemas.OtpInvalid>().toExtend<protocol.OtpInvalid>();
  });

  it('is what the schema says of OtpSent', () => {
    expectTypeOf<protocol.OtpSent>().toEqualTypeOf<schemas.OtpSent>();
    expectTypeOf<protocol.OtpSent>().toExtend<schemas.OtpSent>();
    expectTypeOf<schemas.OtpSent>().toExtend<protocol.OtpSent>();
  });

  it('is what the schema says of OtpVerificationRequired', () => {
    expectTypeOf<protocol.OtpVerificationRequired>().toEqualTypeOf<schemas.OtpVerificationRequired>();
    expectTypeOf<protocol.OtpVerificationRequired>().toExtend<schemas.OtpVerificationRequired>();
    expectTypeOf<schemas.OtpVerificationRequired>().toExtend<protocol.OtpVerificationRequired>();
  });

  it('is what the schema says of OtpVerified', () => {
    expectTypeOf<protocol.OtpVerified>().toEqualTypeOf<schemas.OtpVerified>();
    expectTypeOf<protocol.OtpVerified>().toExtend<schemas.OtpVerified>();
    expectTypeOf<schemas.OtpVerified>().toExtend<protocol.OtpVerified>();
  });

  it('is what the schema says of Pong', () => {
    expectTypeOf<protocol.Pong>().toEqualTypeOf<schemas.Pong>();
    expectTypeOf<protocol.Pong>().toExtend<schemas.Pong>();
    expectTypeOf<schemas.Pong>().toExtend<protocol.Pong>();
  });

  it('is what the schema says of StreamChunk', () => {
    expectTypeOf<protocol.StreamChunk>().toEqualTypeOf<schemas.StreamChunk>();
    expectTypeOf<protocol.StreamChunk>().toExtend<schemas.StreamChunk>();
    expectTypeOf<schemas.StreamChunk>().toExtend<protocol.StreamChunk>();
  });

  it('is what the schema says of StreamPreamble', () => {
    expectTypeOf<protocol.StreamPreamble>().toEqualTypeOf<schemas.StreamPreamble>();
    expectTypeOf<protocol.StreamPreamble>().toExtend<schemas.StreamPreamble>();
    expectTypeOf<schemas.StreamPreamble>().toExtend<protocol.StreamPreamble>();
  });

  it('is what the schema says of StreamReasoning', () => {
    expectTypeOf<protocol.StreamReasoning>().toEqualTypeOf<schemas.StreamReasoning>();
    expectTypeOf<protocol.StreamReasoning>().toExtend<schemas.StreamReasoning>();
    expectTypeOf<schemas.StreamReasoning>().toExtend<protocol.StreamReasoning>();
  });

  it('is what the schema says of StreamToken', () => {
    expectTypeOf<protocol.StreamToken>().toEqualTypeOf<schemas.StreamToken>();
    expectTypeOf<protocol.StreamToken>().toExtend<schemas.StreamToken>();
    expectTypeOf<schemas.StreamToken>().toExtend<protocol.StreamToken>();
  });

  it('is what the schema says of WriteConfirmationRequired', () => {
    expectTypeOf<protocol.WriteConfirmationRequired>().toEqualTypeOf<schemas.WriteConfirmationRequired>();
    expectTypeOf<protocol.WriteConfirmationRequired>().toExtend<schemas.WriteConfirmationRequired>();
    expectTypeOf<schemas.WriteConfirmationRequired>().toExtend<protocol.WriteConfirmationRequired>();
  });

  it('is what the schema says of ChoicesSpec', () => {
    expectTypeOf<protocol.ChoicesSpec>().toEqualTypeOf<schemas.ChoicesSpec>();
    expectTypeOf<protocol.ChoicesSpec>().toExtend<schemas.ChoicesSpec>();
    expectTypeOf<schemas.ChoicesSpec>().toExtend<protocol.ChoicesSpec>();
  });

  it('is what the schema says of ChoicesValues', () => {
    expectTypeOf<protocol.ChoicesValues>().toEqualTypeOf<schemas.ChoicesValues>();
    expectTypeOf<protocol.ChoicesValues>().toExtend<schemas.ChoicesValues>();
    expectTypeOf<schemas.ChoicesValues>().toExtend<protocol.ChoicesValues>();
  });

  it('is what the schema says of ChoicesPayload', () => {
    expectTypeOf<protocol.ChoicesPayload>().toEqualTypeOf<schemas.ChoicesPayload>();
    expectTypeOf<protocol.ChoicesPayload>().toExtend<schemas.ChoicesPayload>();
    expectTypeOf<schemas.ChoicesPayload>().toExtend<protocol.ChoicesPayload>();
  });

  it('is what the schema says of IdentityIntakeSpec', () => {
    expectTypeOf<protocol.IdentityIntakeSpec>().toEqualTypeOf<schemas.IdentityIntakeSpec>();
    expectTypeOf<protocol.IdentityIntakeSpec>().toExtend<schemas.IdentityIntakeSpec>();
    expectTypeOf<schemas.IdentityIntakeSpec>().toExtend<protocol.IdentityIntakeSpec>();
  });

  it('is what the schema says of IdentityIntakeValues', () => {
    expectTypeOf<protocol.IdentityIntakeValues>().toEqualTypeOf<schemas.IdentityIntakeValues>();
    expectTypeOf<protocol.IdentityIntakeValues>().toExtend<schemas.IdentityIntakeValues>();
    expectTypeOf<schemas.IdentityIntakeValues>().toExtend<protocol.IdentityIntakeValues>();
  });

  it('is what the schema says of IdentityIntakePayload', () => {
    expectTypeOf<protocol.IdentityIntakePayload>().toEqualTypeOf<schemas.IdentityIntakePayload>();
    expectTypeOf<protocol.IdentityIntakePayload>().toExtend<schemas.IdentityIntakePayload>();
    expectTypeOf<schemas.IdentityIntakePayload>().toExtend<protocol.IdentityIntakePayload>();
  });
});

describe('the unions', () => {
  it('are told apart by their tags', () => {
    expectTypeOf<protocol.ServerEvent['type']>().toEqualTypeOf<protocol.EventTag>();
    expectTypeOf<protocol.ClientAction['action']>().toEqualTypeOf<protocol.ActionTag>();
    expectTypeOf<Extract<protocol.ServerEvent, { type: 'pong' }>>().toEqualTypeOf<protocol.Pong>();
  });

  it('have the codec of each member under its tag', () => {
    type CodecOf<T extends protocol.EventTag> = (typeof protocol.serverEventCodecs)[T];
    expectTypeOf<CodecOf<'error'>['_A']>().toEqualTypeOf<protocol.ErrorEvent>();
    expectTypeOf<
      protocol.ActionResponses['get_session']
    >().toEqualTypeOf<protocol.GetSessionResponse>();
  });
});
