import * as t from 'io-ts';
import { nestedEvent } from './turnEvent';

/** The code was right: the session is verified. */
export const OtpVerified = nestedEvent('otp_verified', { message: t.string });
export interface OtpVerified extends t.TypeOf<typeof OtpVerified> {}
