import * as t from 'io-ts';
import { list } from '../codec/list';
import { OtpChannel } from '../domain/otp';
import { nestedEvent } from './turnEvent';

/** A tool was refused until the user is verified by a one-time code. The turn does not wait. */
export const OtpVerificationRequired = nestedEvent('otp_verification_required', {
  toolId: t.string,
  actionDescription: t.string,
  availableChannels: list(OtpChannel, 1),
  authLevel: t.string,
});
export interface OtpVerificationRequired extends t.TypeOf<typeof OtpVerificationRequired> {}
