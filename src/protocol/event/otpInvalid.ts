import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { OtpInvalidReason } from '../domain/otp';
import { nestedEvent } from './nestedEvent';

/** The code was wrong, and how often it may be tried again. */
export const OtpInvalid = nestedEvent(
  'OtpInvalid',
  'otp_invalid',
  struct(
    'OtpInvalidPayload',
    { attemptsRemaining: integer(0), message: t.string },
    { error: OtpInvalidReason },
  ),
);
export interface OtpInvalid extends t.TypeOf<typeof OtpInvalid> {}
