import * as t from 'io-ts';
import { struct } from '../codec/struct';

/** Approves or denies the write that waits. */
export const ConfirmToolAction = struct(
  'ConfirmToolAction',
  {
    action: t.literal('confirm_tool_action'),
    requestId: t.string,
    sessionId: t.string,
    approved: t.boolean,
  },
  {},
);
export interface ConfirmToolAction extends t.TypeOf<typeof ConfirmToolAction> {}

/** The acknowledgement; servers differ in what they repeat. */
export const ConfirmToolActionResponse = struct(
  'ConfirmToolActionResponse',
  {},
  { sessionId: t.string, approved: t.boolean },
);
export interface ConfirmToolActionResponse extends t.TypeOf<typeof ConfirmToolActionResponse> {}
