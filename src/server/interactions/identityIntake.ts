import {
  IDENTITY_FORM,
  IDENTITY_INTAKE,
  JsonObject,
  MESSAGE_MAX,
  type IdentityIntakeSpec,
  type IdentityIntakeValues,
} from '../../protocol';
import { emailOf } from './email';
import type { FieldError, InteractionKind } from './kind';
import { phoneOf } from './phone';
import { quoted, textOf } from './text';

type Field = IdentityIntakeSpec['fields'][number];
type Key = Field['key'];

/** Each field: how it is kept, and what is said when it cannot be. */
const FIELDS: Readonly<Record<Key, { keep(text: string): string | undefined; wrong: string }>> = {
  name: {
    keep: (text) => (text.length > MESSAGE_MAX ? undefined : text),
    wrong: `must have at most ${MESSAGE_MAX} characters`,
  },
  email: { keep: emailOf, wrong: 'must be a valid email address' },
  phone: {
    keep: phoneOf,
    wrong: 'must be a valid phone number, such as +1 555 123 4567',
  },
};
const KEYS = Object.keys(FIELDS) as readonly Key[]; // the record has these keys and no others

/** Asks the user who they are: name, email, phone. What they fill in is kept with the session. */
export const identityIntake: InteractionKind<IdentityIntakeSpec, IdentityIntakeValues> = {
  kind: IDENTITY_INTAKE,
  capability: IDENTITY_FORM,
  description:
    'Asks the user for their name, email or phone. Always use it instead of asking in plain text.',
  parameters: {
    type: 'object',
    properties: {
      fields: {
        type: 'array',
        minItems: 1,
        description: 'What to ask for, in this order. A plain name stands for a required field.',
        items: {
          anyOf: [
            { type: 'string', enum: KEYS },
            {
              type: 'object',
              properties: {
                key: { type: 'string', enum: KEYS },
                required: { type: 'boolean', default: true },
                label: { type: 'string', description: 'What the field is called on the card.' },
              },
              required: ['key'],
            },
          ],
        },
      },
    },
    required: ['fields'],
  },

  read: ({ fields }) => {
    if (!Array.isArray(fields) || fields.length === 0) {
      throw new Error(`fields must be a list of some of ${KEYS.join(', ')}.`);
    }
    const read = fields.map(fieldOf);
    const isFirst = ({ key }: Field, at: number) => read.findIndex((f) => f.key === key) === at;
    return { fields: read.filter(isFirst) };
  },

  check: (given, { fields }) => {
    if (!KEYS.some((key) => typeof given[key] === 'string')) return NOTHING;
    const values: Partial<Record<Key, string>> = {};
    const errors: FieldError[] = [];
    for (const key of KEYS) {
      const text = textOf(given[key]);
      if (text === '') {
        if (fields.some((field) => field.key === key && field.required)) {
          errors.push({ field: key, message: 'is required' });
        }
        continue;
      }
      const kept = FIELDS[key].keep(text);
      if (kept === undefined) errors.push({ field: key, message: FIELDS[key].wrong });
      else values[key] = kept;
    }
    if (errors.length > 0) return { errors };
    return Object.keys(values).length > 0 ? { values } : NOTHING;
  },

  instructions: ({ fields }) => {
    const asked = fields.map(({ key, required }) => (required ? key : `${key} (optional)`));
    return `Ask for ${asked.join(', ')}, one at a time and in this order. Then call submit_interaction with kind "${IDENTITY_INTAKE}" and values such as { "${KEYS.join('": …, "')}": … }.`;
  },

  stamp: ({ name, email, phone }) => ({
    ...(name !== undefined && { userName: name }),
    ...(email !== undefined && { contactEmail: email }),
    ...(phone !== undefined && { contactPhone: phone }),
  }),
};

const NOTHING = {
  errors: [{ field: 'values', message: `must have at least one of ${KEYS.join(', ')}` }],
};

function fieldOf(field: unknown): Field {
  const { key, required, label }: JsonObject = JsonObject.is(field) ? field : { key: field };
  const known = KEYS.find((name) => name === key);
  if (!known) {
    throw new Error(`fields holds ${quoted(key)}; it can hold ${KEYS.join(', ')}.`);
  }
  const shown = textOf(label);
  return {
    key: known,
    required: typeof required === 'boolean' ? required : true,
    ...(shown !== '' && { label: shown }),
  };
}
