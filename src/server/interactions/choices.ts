import {
  CHOICE_CHIPS,
  CHOICE_HEADER_MAX,
  CHOICE_OPTIONS_MAX,
  CHOICE_OPTIONS_MIN,
  CHOICE_QUESTIONS_MAX,
  CHOICES,
  JsonObject,
  MESSAGE_MAX,
  type ChoicesSpec,
  type ChoicesValues,
} from '../../protocol';
import type { FieldError, InteractionKind } from './kind';
import { quoted, textOf } from './text';

type Question = ChoicesSpec['questions'][number];
type Option = Question['options'][number];
type Answer = ChoicesValues['answers'][number];

/** Has the user choose among a few options, or say something else in their own words. */
export const choices: InteractionKind<ChoicesSpec, ChoicesValues> = {
  kind: CHOICES,
  capability: CHOICE_CHIPS,
  description:
    'Has the user choose among a few options. They can always answer in their own words instead. Use it whenever the answer is likely one of a few.',
  parameters: {
    type: 'object',
    properties: {
      questions: {
        type: 'array',
        minItems: 1,
        maxItems: CHOICE_QUESTIONS_MAX,
        items: {
          type: 'object',
          properties: {
            question: { type: 'string' },
            header: {
              type: 'string',
              maxLength: CHOICE_HEADER_MAX,
              description: 'Names the question, and no other one.',
            },
            options: {
              type: 'array',
              minItems: CHOICE_OPTIONS_MIN,
              maxItems: CHOICE_OPTIONS_MAX,
              items: {
                type: 'object',
                properties: { label: { type: 'string' }, description: { type: 'string' } },
                required: ['label'],
              },
            },
            multiSelect: { type: 'boolean', default: false },
          },
          required: ['question', 'header', 'options'],
        },
      },
    },
    required: ['questions'],
  },

  read: ({ questions }) => {
    if (!isListOf(questions, 1, CHOICE_QUESTIONS_MAX)) {
      throw new Error(`questions must be a list of 1 to ${CHOICE_QUESTIONS_MAX}.`);
    }
    const read = questions.map(questionOf);
    const headers = read.map(({ header }) => header);
    const twice = headers.find((header, at) => headers.indexOf(header) !== at);
    if (twice !== undefined) throw new Error(`The header ${twice} is there twice.`);
    return { questions: read };
  },

  check: ({ answers }, { questions }) => {
    const given = Array.isArray(answers) ? answers.map(answerOf) : [];
    const errors: FieldError[] = [];
    const kept: Answer[] = [];
    for (const question of questions) {
      const answer = given.find(({ header }) => header === question.header);
      const wrong = answer ? wrongIn(answer, question) : ['is not answered yet'];
      if (answer && wrong.length === 0) kept.push(answer);
      errors.push(...wrong.map((message) => ({ field: question.header, message })));
    }
    return errors.length > 0 ? { errors } : { values: { answers: kept } };
  },

  instructions: ({ questions }) =>
    [
      'Ask these, and name the options:',
      ...questions.map(
        ({ header, question, options, multiSelect }) =>
          `- ${header}: ${question} (${options.map(({ label }) => label).join(' / ')}; ${multiSelect ? 'one or more' : 'one'})`,
      ),
      `An answer in other words is as good. Then call submit_interaction with kind "${CHOICES}" and values { "answers": [{ "header": …, "options": [labels], "other": other words }] }.`,
    ].join('\n'),
};

function questionOf(value: unknown, at: number): Question {
  const { question, header, options, multiSelect }: JsonObject = JsonObject.is(value) ? value : {};
  const where = `questions[${at}]`;
  const name = textOf(header);
  if (textOf(question) === '') throw new Error(`${where}.question must be a text.`);
  if (name === '' || Array.from(name).length > CHOICE_HEADER_MAX) {
    throw new Error(`${where}.header must be a text of 1 to ${CHOICE_HEADER_MAX} characters.`);
  }
  if (!isListOf(options, CHOICE_OPTIONS_MIN, CHOICE_OPTIONS_MAX)) {
    throw new Error(
      `${where}.options must be a list of ${CHOICE_OPTIONS_MIN} to ${CHOICE_OPTIONS_MAX}.`,
    );
  }
  return {
    question: textOf(question),
    header: name,
    options: options.map((option, n) => optionOf(option, `${where}.options[${n}]`)),
    multiSelect: multiSelect === true,
  };
}

function optionOf(value: unknown, where: string): Option {
  const option: JsonObject = JsonObject.is(value) ? value : { label: value };
  const label = textOf(option['label']);
  if (label === '') throw new Error(`${where} must have a label.`);
  return { label, description: textOf(option['description']) };
}

/** An answer without white space around it, without blanks and repetitions. */
function answerOf(value: unknown): Answer & { readonly options: readonly string[] } {
  const { header, options, other }: JsonObject = JsonObject.is(value) ? value : {};
  const chosen = Array.isArray(options) ? options.map(textOf).filter(Boolean) : [];
  const words = textOf(other);
  return {
    header: textOf(header),
    options: [...new Set(chosen)],
    ...(words !== '' && { other: words }),
  };
}

function wrongIn({ options = [], other }: Answer, question: Question): string[] {
  const offered = new Set(question.options.map(({ label }) => label));
  const count = options.length + (other === undefined ? 0 : 1);
  // There may be any number of them: one tells enough.
  const unoffered = options.find((option) => !offered.has(option));
  const wrong: string[] = [];
  if (unoffered !== undefined) wrong.push(`has no option ${quoted(unoffered)}`);
  if (count === 0) wrong.push('needs an option or an answer in other words');
  if (count > 1 && question.multiSelect !== true) wrong.push('takes one answer');
  if (other !== undefined && other.length > MESSAGE_MAX) {
    wrong.push(`takes at most ${MESSAGE_MAX} characters`);
  }
  return wrong;
}

function isListOf(value: unknown, min: number, max: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= min && value.length <= max;
}
