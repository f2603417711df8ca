import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { tolerant } from '../codec/tolerant';

/** Approves or denies the tool that the turn of the session waits for. */
export const ConfirmToolAction = struct('confirm_tool_action', {
  action: t.literal('confirm_tool_action'),
  requestId: t.string,
  sessionId: t.string,
  approved: t.boolean,
});
export interface ConfirmToolAction extends t.TypeOf<typeof ConfirmToolAction> {}

/** The acknowledgement. That it came is what counts: what it says varies, and never fails it. */
export const ConfirmToolActionResponse = struct(
  'confirm_tool_action response',
  {},
  { sessionId: tolerant(t.string), approved: tolerant(t.boolean) },
);
export interface ConfirmToolActionResponse extends t.TypeOf<typeof ConfirmToolActionResponse> {}
