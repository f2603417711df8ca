import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { nestedEvent } from './nestedEvent';

/** The code was right: the session is verified. */
export const OtpVerified = nestedEvent(
  'OtpVerified',
  'otp_verified',
  struct('OtpVerifiedPayload', { message: t.string }),
);
export interface OtpVerified extends t.TypeOf<typeof OtpVerified> {}
