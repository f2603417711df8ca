import * as t from 'io-ts';
import { integer } from '../codec/primitives';
import { struct } from '../codec/struct';
import { oneOf } from '../codec/primitives';

/** The code was not taken. */
export const OtpInvalid = struct(
  'OtpInvalid',
  {
    type: t.literal('otp_invalid'),
    data: struct('OtpInvalidData', {
      requestId: t.string,
      data: struct(
        'OtpFailure',
        { attemptsRemaining: integer(0), message: t.string },
        { error: oneOf('INVALID_CODE', 'MAX_ATTEMPTS', 'NOT_FOUND', 'EXPIRED') },
      ),
    }),
  },
  { requestId: t.string, timestamp: integer() },
);
export interface OtpInvalid extends t.TypeOf<typeof OtpInvalid> {}
