import type { ActionTag, ClientAction } from '../../protocol';
import type { Handler } from '../peer';
import { cancel } from './cancel';
import { confirmToolAction } from './confirmToolAction';
import { createConversationSession } from './createConversationSession';
import { getConversationMessages } from './getConversationMessages';
import { getSession } from './getSession';
import { listConversations } from './listConversations';
import { ping } from './ping';
import { renameConversation } from './renameConversation';
import { sendMessage } from './sendMessage';
import { submitInteraction } from './submitInteraction';
import { verifyOtp } from './verifyOtp';

/** Who answers which action. One without a handler is answered with `UNSUPPORTED_ACTION`. */
export const handlers: {
  readonly [A in ActionTag]?: Handler<Extract<ClientAction, { action: A }>>;
} = {
  create_conversation_session: createConversationSession,
  send_message: sendMessage,
  get_session: getSession,
  get_conversation_messages: getConversationMessages,
  list_conversations: listConversations,
  rename_conversation: renameConversation,
  confirm_tool_action: confirmToolAction,
  submit_interaction: submitInteraction,
  verify_otp: verifyOtp,
  cancel,
  ping,
};
