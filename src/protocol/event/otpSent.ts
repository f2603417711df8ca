import * as t from 'io-ts';
import { OtpChannel } from '../domain/otp';
import { nestedEvent } from './turnEvent';

/** A one-time code is on its way. */
export const OtpSent = nestedEvent('otp_sent', {
  channel: OtpChannel,
  maskedDestination: t.string,
});
export interface OtpSent extends t.TypeOf<typeof OtpSent> {}
