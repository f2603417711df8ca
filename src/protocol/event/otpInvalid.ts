import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { OtpInvalidReason } from '../domain/otp';
import { nestedEvent } from './turnEvent';

/** The code was wrong, and how often it may be tried again. */
export const OtpInvalid = nestedEvent(
  'otp_invalid',
  { attemptsRemaining: integer(0), message: t.string },
  { error: OtpInvalidReason },
);
export interface OtpInvalid extends t.TypeOf<typeof OtpInvalid> {}
