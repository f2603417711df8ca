import * as t from 'io-ts';
import { list, oneOf, text } from '../codec/primitives';
import { struct } from '../codec/struct';
import {
  CHOICE_HEADER_MAX,
  CHOICE_OPTIONS_MAX,
  CHOICE_OPTIONS_MIN,
  CHOICE_QUESTIONS_MAX,
} from '../limits';

export const CHOICES = 'choices';
/** What a client declares in `supports` when it can show this card. */
export const CHOICE_CHIPS = 'choice_chips';

/** A few questions with a few options each. `header` names a question in the answers. */
export const ChoicesSpec = struct('ChoicesSpec', {
  questions: list(
    struct(
      'ChoiceQuestion',
      {
        question: t.string,
        header: text(0, CHOICE_HEADER_MAX),
        options: list(
          struct('ChoiceOption', { label: t.string }, { description: t.string }),
          CHOICE_OPTIONS_MIN,
          CHOICE_OPTIONS_MAX,
        ),
      },
      { multiSelect: t.boolean },
    ),
    1,
    CHOICE_QUESTIONS_MAX,
  ),
});
export interface ChoicesSpec extends t.TypeOf<typeof ChoicesSpec> {}

export const ChoicesValues = struct('ChoicesValues', {
  answers: list(
    struct('ChoiceAnswer', { header: t.string }, { options: list(t.string), other: t.string }),
  ),
});
export interface ChoicesValues extends t.TypeOf<typeof ChoicesValues> {}

/** What the agent is told came of the card. */
export const ChoicesPayload = struct(
  'ChoicesPayload',
  { status: oneOf('submitted', 'declined', 'no_response') },
  { values: ChoicesValues, message: t.string },
);
export interface ChoicesPayload extends t.TypeOf<typeof ChoicesPayload> {}
