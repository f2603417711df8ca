import {
  concatMap,
  defaultIfEmpty,
  defer,
  from,
  ignoreElements,
  map,
  tap,
  endWith,
  type Observable,
} from 'rxjs';
import type { InteractionHandlers, InteractionPrompt } from '../../index';
import {
  CHOICE_CHIPS,
  IDENTITY_FORM,
  type ChoicesSpec,
  type ChoicesValues,
  type IdentityIntakeSpec,
  type IdentityIntakeValues,
} from '../../protocol';
import { oneLine } from '../paint';
import type { Terminal } from '../terminal';

/** The cards that can be filled in line by line. */
export const CARDS = [IDENTITY_FORM, CHOICE_CHIPS] as const;

const WIDTH = 200;

/** One line of a card. */
interface Blank {
  /** What the server calls it when it is not content. */
  readonly key: string;
  /** Whole lines, said before it is asked. */
  readonly about?: string;
  readonly question: string;
}

/**
 * Asks a person for what the cards of one turn want to know, a line each. A card that is left empty
 * is declined; of one that was not taken, only what was wrong is asked again.
 */
export function cardsAt(terminal: Terminal): InteractionHandlers {
  const filledIn = new Map<string, Map<string, string>>();
  const fill = (prompt: InteractionPrompt, blanks: readonly Blank[]) => {
    const lines = filledIn.get(prompt.interactionId) ?? new Map<string, string>();
    filledIn.set(prompt.interactionId, lines);
    return ask(terminal, prompt, blanks, lines);
  };
  return {
    identity_intake: (prompt) =>
      fill(prompt, prompt.spec.fields.map(fieldBlank)).pipe(
        map((lines) => (lines.size === 0 ? null : identityIn(lines))),
      ),
    choices: (prompt) =>
      fill(prompt, prompt.spec.questions.map(questionBlank)).pipe(
        map((lines) => (lines.size === 0 ? null : choicesIn(lines, prompt.spec))),
      ),
  };
}

/** Asks line by line, and emits all that were filled in by then: now or at an earlier attempt. */
function ask(
  terminal: Terminal,
  { reason, errors = [] }: InteractionPrompt,
  blanks: readonly Blank[],
  lines: Map<string, string>,
): Observable<ReadonlyMap<string, string>> {
  const wrong = blanks.filter(({ key }) => errors.some(({ field }) => field === key));
  return defer(() => {
    const complaints = errors.map(({ field, message }) => `${field}: ${message}`);
    const said = complaints.length > 0 ? complaints : [`${reason} (leave all empty to decline)`];
    terminal.say(said.map((line) => `  ${oneLine(line, WIDTH)}\n`).join(''));
    return from(wrong.length > 0 ? wrong : blanks).pipe(
      concatMap(({ key, about = '', question }) =>
        defer(() => {
          terminal.say(about);
          return terminal.ask(`  ${question}: `, true);
        }).pipe(
          defaultIfEmpty(''),
          tap((line) => {
            if (line.trim()) lines.set(key, line.trim());
            else lines.delete(key);
          }),
        ),
      ),
      ignoreElements(),
      endWith(lines),
    );
  });
}

function fieldBlank({ key, label, required }: IdentityIntakeSpec['fields'][number]): Blank {
  return { key, question: `${oneLine(label ?? key, WIDTH)}${required ? '' : ' (optional)'}` };
}

function questionBlank(asked: ChoicesSpec['questions'][number]): Blank {
  const { header, question, options, multiSelect } = asked;
  const choices = options.map(({ label, description }, index) => {
    const more = description ? `: ${description}` : '';
    return `    ${index + 1} ${oneLine(label + more, WIDTH)}\n`;
  });
  return {
    key: header,
    about: `  ${oneLine(question, WIDTH)}\n${choices.join('')}`,
    question: `${multiSelect ? 'numbers' : 'a number'}, or your own words`,
  };
}

function identityIn(lines: ReadonlyMap<string, string>): IdentityIntakeValues {
  return Object.fromEntries(lines);
}

function choicesIn(lines: ReadonlyMap<string, string>, { questions }: ChoicesSpec): ChoicesValues {
  const answers = questions.flatMap(({ header, options }) => {
    const line = lines.get(header);
    if (line === undefined) return [];
    const words = line.toLowerCase();
    const numbers = /^[\d\s,]+$/.test(line)
      ? line
          .split(/[\s,]+/)
          .filter(Boolean)
          .map(Number)
      : [];
    const chosen = options
      .map(({ label }) => label)
      .filter((label, index) => numbers.includes(index + 1) || label.toLowerCase() === words);
    const isChosen = chosen.length > 0 && chosen.length >= numbers.length;
    return [{ header, ...(isChosen ? { options: chosen } : { other: line }) }];
  });
  return { answers };
}
