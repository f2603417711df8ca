import * as t from 'io-ts';
import { struct } from '../codec/struct';
import { OtpChannel } from '../domain/otp';
import { nestedEvent } from './nestedEvent';

/** A one-time code is on its way. */
export const OtpSent = nestedEvent(
  'OtpSent',
  'otp_sent',
  struct('OtpSentPayload', { channel: OtpChannel, maskedDestination: t.string }),
);
export interface OtpSent extends t.TypeOf<typeof OtpSent> {}
