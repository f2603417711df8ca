import * as t from 'io-ts';
import { list } from '../codec/list';
import { oneOf } from '../codec/primitives';
import { struct } from '../codec/struct';
import { InteractionStatus } from './status';

/** The kind of the card that asks who the user is. */
export const IDENTITY_INTAKE = 'identity_intake';

/** What a client that can show the card declares in `supports`. */
export const IDENTITY_FORM = 'identity_form';

/** Which fields the card asks for. */
export const IdentityIntakeSpec = struct('IdentityIntakeSpec', {
  fields: list(
    struct(
      'IdentityIntakeField',
      { key: oneOf('name', 'email', 'phone'), required: t.boolean },
      { label: t.string },
    ),
    1,
  ),
});
export interface IdentityIntakeSpec extends t.TypeOf<typeof IdentityIntakeSpec> {}

/** What the user filled in. */
export const IdentityIntakeValues = struct(
  'IdentityIntakeValues',
  {},
  { name: t.string, email: t.string, phone: t.string },
);
export interface IdentityIntakeValues extends t.TypeOf<typeof IdentityIntakeValues> {}

/** What the model is told came of the card. */
export const IdentityIntakePayload = struct(
  'IdentityIntakePayload',
  { status: InteractionStatus },
  { values: IdentityIntakeValues, message: t.string },
);
export interface IdentityIntakePayload extends t.TypeOf<typeof IdentityIntakePayload> {}
