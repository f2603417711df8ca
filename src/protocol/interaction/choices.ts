import * as t from 'io-ts';
import { list } from '../codec/list';
import { text } from '../codec/primitives';
import { struct } from '../codec/struct';
import {
  CHOICE_HEADER_MAX,
  CHOICE_OPTIONS_MAX,
  CHOICE_OPTIONS_MIN,
  CHOICE_QUESTIONS_MAX,
} from '../limits';
import { InteractionStatus } from './status';

/** The kind of the card that offers options to choose from. */
export const CHOICES = 'choices';

/** What a client that can show the card declares in `supports`. */
export const CHOICE_CHIPS = 'choice_chips';

/** What the card asks, and the options of each question. */
export const ChoicesSpec = struct('ChoicesSpec', {
  questions: list(
    struct(
      'ChoicesQuestion',
      {
        question: t.string,
        header: text(0, CHOICE_HEADER_MAX),
        options: list(
          struct('ChoicesOption', { label: t.string }, { description: t.string }),
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

/** What the user chose, keyed by the header of the question. */
export const ChoicesValues = struct('ChoicesValues', {
  answers: list(
    struct('ChoicesAnswer', { header: t.string }, { options: list(t.string), other: t.string }),
  ),
});
export interface ChoicesValues extends t.TypeOf<typeof ChoicesValues> {}

/** What the model is told came of the card. */
export const ChoicesPayload = struct(
  'ChoicesPayload',
  { status: InteractionStatus },
  { values: ChoicesValues, message: t.string },
);
export interface ChoicesPayload extends t.TypeOf<typeof ChoicesPayload> {}
