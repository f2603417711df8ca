import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { list, oneOf } from '../codec/primitives';

/** A tool needs a verified person. Does not park the turn: the code is verified afterwards. */
export const OtpVerificationRequired = struct(
  'OtpVerificationRequired',
  {
    type: t.literal('otp_verification_required'),
    data: struct('OtpVerificationRequiredData', {
      requestId: t.string,
      data: struct('OtpVerification', {
        toolId: t.string,
        actionDescription: t.string,
        availableChannels: list(oneOf('email', 'sms'), 1),
        authLevel: t.string,
      }),
    }),
  },
  { requestId: t.string, timestamp: integer() },
);
export interface OtpVerificationRequired extends t.TypeOf<typeof OtpVerificationRequired> {}
