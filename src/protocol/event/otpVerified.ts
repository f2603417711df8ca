import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';

/** The code was right: the session is verified, and the message can be sent again. */
export const OtpVerified = struct(
  'OtpVerified',
  {
    type: t.literal('otp_verified'),
    data: struct('OtpVerifiedData', {
      requestId: t.string,
      data: struct('OtpSuccess', { message: t.string }),
    }),
  },
  { requestId: t.string, timestamp: integer() },
);
export interface OtpVerified extends t.TypeOf<typeof OtpVerified> {}
