import type * as t from 'io-ts';
import { Cancel } from './action/cancel';
import { ConfirmToolAction, ConfirmToolActionResponse } from './action/confirmToolAction';
import {
  CreateConversationSession,
  CreateConversationSessionResponse,
} from './action/createConversationSession';
import {
  GetConversationMessages,
  GetConversationMessagesResponse,
} from './action/getConversationMessages';
import { GetSession, GetSessionResponse } from './action/getSession';
import { ListConversations, ListConversationsResponse } from './action/listConversations';
import { Ping } from './action/ping';
import { RenameConversation, RenameConversationResponse } from './action/renameConversation';
import { SendMessage } from './action/sendMessage';
import { SubmitInteraction, SubmitInteractionResponse } from './action/submitInteraction';
import { VerifyOtp } from './action/verifyOtp';
import type { ActionTag } from './tags';

/** Whatever a client can send. */
export type ClientAction =
  | Cancel
  | ConfirmToolAction
  | CreateConversationSession
  | GetConversationMessages
  | GetSession
  | ListConversations
  | Ping
  | RenameConversation
  | SendMessage
  | SubmitInteraction
  | VerifyOtp;

/** The codec of each action, by its tag. */
export const clientActionCodecs: {
  readonly [A in ActionTag]: t.Type<Extract<ClientAction, { action: A }>>;
} = {
  create_conversation_session: CreateConversationSession,
  send_message: SendMessage,
  get_session: GetSession,
  get_conversation_messages: GetConversationMessages,
  confirm_tool_action: ConfirmToolAction,
  verify_otp: VerifyOtp,
  submit_interaction: SubmitInteraction,
  cancel: Cancel,
  ping: Ping,
  list_conversations: ListConversations,
  rename_conversation: RenameConversation,
};

/** What the `immediate_response` to a request carries in `data`, by the request's tag. */
export interface ActionResponses {
  create_conversation_session: CreateConversationSessionResponse;
  get_session: GetSessionResponse;
  get_conversation_messages: GetConversationMessagesResponse;
  list_conversations: ListConversationsResponse;
  rename_conversation: RenameConversationResponse;
  confirm_tool_action: ConfirmToolActionResponse;
  submit_interaction: SubmitInteractionResponse;
}
export const actionResponses: {
  readonly [A in keyof ActionResponses]: t.Type<ActionResponses[A]>;
} = {
  create_conversation_session: CreateConversationSessionResponse,
  get_session: GetSessionResponse,
  get_conversation_messages: GetConversationMessagesResponse,
  list_conversations: ListConversationsResponse,
  rename_conversation: RenameConversationResponse,
  confirm_tool_action: ConfirmToolActionResponse,
  submit_interaction: SubmitInteractionResponse,
};
