import * as t from 'io-ts';
import { struct } from '../codec/struct';

/** Sends the one-time code the user typed. Answered by `otp_verified` or `otp_invalid`. */
export const VerifyOtp = struct('verify_otp', {
  action: t.literal('verify_otp'),
  requestId: t.string,
  sessionId: t.string,
  code: t.string,
});
export interface VerifyOtp extends t.TypeOf<typeof VerifyOtp> {}
