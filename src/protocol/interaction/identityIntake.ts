import * as t from 'io-ts';
import { list, oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';

export const IDENTITY_INTAKE = 'identity_intake';
/** What a client declares in `supports` when it can show this card. */
export const IDENTITY_FORM = 'identity_form';

/** Who somebody is: the fields that the card asks for. */
export const IdentityIntakeSpec = struct('IdentityIntakeSpec', {
  fields: list(
    struct(
      'IdentityField',
      { key: oneOf('name', 'email', 'phone'), required: t.boolean },
      { label: t.string },
    ),
    1,
  ),
});
export interface IdentityIntakeSpec extends t.TypeOf<typeof IdentityIntakeSpec> {}

export const IdentityIntakeValues = struct(
  'IdentityIntakeValues',
  {},
  { name: t.string, email: t.string, phone: t.string },
);
export interface IdentityIntakeValues extends t.TypeOf<typeof IdentityIntakeValues> {}

/** What the agent is told came of the card. */
export const IdentityIntakePayload = struct(
  'IdentityIntakePayload',
  { status: oneOf('submitted', 'declined', 'no_response') },
  { values: IdentityIntakeValues, message: t.string },
);
export interface IdentityIntakePayload extends t.TypeOf<typeof IdentityIntakePayload> {}
