import type * as t from 'io-ts';
import { oneOf } from '../codec/primitives';

/** How a one-time code reaches the user. */
export const OtpChannel = oneOf('email', 'sms');
export type OtpChannel = t.TypeOf<typeof OtpChannel>;

/** Why a one-time code was not accepted. */
export const OtpInvalidReason = oneOf('INVALID_CODE', 'MAX_ATTEMPTS', 'NOT_FOUND', 'EXPIRED');
export type OtpInvalidReason = t.TypeOf<typeof OtpInvalidReason>;
