/** Every `action` a client can send: the published nine, then the two that servers also accept. */
export const ACTIONS = [
  'create_conversation_session',
  'send_message',
  'get_session',
  'get_conversation_messages',
  'confirm_tool_action',
  'verify_otp',
  'submit_interaction',
  'cancel',
  'ping',
  'list_conversations',
  'rename_conversation',
] as const;
export type ActionTag = (typeof ACTIONS)[number];

/** Every `type` a server can send. */
export const EVENTS = [
  'immediate_response',
  'stream_token',
  'stream_reasoning',
  'stream_preamble',
  'stream_chunk',
  'eventual_response',
  'cancelled',
  'error',
  'write_confirmation_required',
  'otp_verification_required',
  'otp_sent',
  'otp_verified',
  'otp_invalid',
  'interaction_required',
  'interaction_invalid',
  'keepalive',
  'pong',
] as const;
export type EventTag = (typeof EVENTS)[number];
