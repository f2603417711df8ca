import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { oneOf } from '../codec/primitives';

/** A one-time code is on its way. */
export const OtpSent = struct(
  'OtpSent',
  {
    type: t.literal('otp_sent'),
    data: struct('OtpSentData', {
      requestId: t.string,
      data: struct('OtpDelivery', { channel: oneOf('email', 'sms'), maskedDestination: t.string }),
    }),
  },
  { requestId: t.string, timestamp: integer() },
);
export interface OtpSent extends t.TypeOf<typeof OtpSent> {}
