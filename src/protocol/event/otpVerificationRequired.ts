import * as t from 'io-ts';
import { list } from '../codec/list';
import { struct } from '../codec/struct';
import { OtpChannel } from '../domain/otp';
import { nestedEvent } from './nestedEvent';

/** A tool was refused until the user is verified by a one-time code. The turn does not wait. */
export const OtpVerificationRequired = nestedEvent(
  'OtpVerificationRequired',
  'otp_verification_required',
  struct('OtpVerificationRequiredPayload', {
    toolId: t.string,
    actionDescription: t.string,
    availableChannels: list(OtpChannel, 1),
    authLevel: t.string,
  }),
);
export interface OtpVerificationRequired extends t.TypeOf<typeof OtpVerificationRequired> {}
