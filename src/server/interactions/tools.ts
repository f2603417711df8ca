import { map, switchMap } from 'rxjs';
import { JsonObject } from '../../protocol';
import type { Tool, ToolArguments } from '../tools';
import { asTold, reasonOf } from './card';
import type { InteractionKind } from './kind';
import type { Notes } from './notes';

/** The tools of the kinds: what the model asks with, each with its kind, and what it hands in with. */
export function interactionTools(kinds: readonly InteractionKind[], notes: Notes) {
  const raises: ReadonlyMap<Tool, InteractionKind> = new Map(
    kinds.map((kind) => [raiseTool(kind, notes), kind]),
  );
  return { raises, tools: kinds.length > 0 ? [...raises.keys(), submitTool(kinds, notes)] : [] };
}

/**
 * `request_<kind>`. Running it is asking without a card: the model is told how to go on. Where the
 * client can show the card, the turn waits for it instead.
 */
function raiseTool(kind: InteractionKind, notes: Notes): Tool {
  const { description, parameters } = kind;
  return {
    name: raiseNameOf(kind),
    description,
    parameters: {
      ...parameters,
      properties: {
        ...parameters.properties,
        reason: { type: 'string', description: 'Why you ask, in words for the user.' },
      },
    },
    run: (args, { conversationId }) => {
      const spec = kind.read(args);
      const told = {
        mode: 'conversational',
        kind: kind.kind,
        spec,
        reason: reasonOf(args),
        instructions: `No card can be shown to this user. ${kind.instructions(spec)} If they would rather not say, call it with declined: true.`,
      };
      return notes.ask(conversationId, kind, spec).pipe(map(() => told));
    },
  };
}

/** Runs the same check as a card does, on what the user was last asked of that kind. */
function submitTool(kinds: readonly InteractionKind[], notes: Notes): Tool {
  const names = kinds.map(({ kind }) => kind);
  return {
    name: 'submit_interaction',
    description:
      'Hands in what the user told you after a request_… tool had you ask without a card. When it says what is wrong, ask for that again.',
    parameters: {
      type: 'object',
      properties: {
        kind: { type: 'string', enum: names },
        values: { type: 'object', description: 'As the request_… tool described them.' },
        declined: { type: 'boolean', description: 'Whether the user would rather not say.' },
      },
      required: ['kind'],
    },
    run: (args, { sessionId, conversationId }) => {
      const kind = kinds.find(({ kind }) => kind === args['kind']);
      if (!kind) throw new Error(`kind must be one of ${names.join(', ')}.`);
      if (args['declined'] === true) return asTold({ status: 'declined' });

      return notes.asked(conversationId, kind).pipe(
        map((spec) => checkedBy(kind, args, spec)),
        switchMap((values) =>
          notes
            .keep(sessionId, kind, values)
            .pipe(map(() => asTold({ status: 'submitted', values }))),
        ),
      );
    },
  };
}

/** @throws an Error that says what the model is to ask for again */
function checkedBy(
  kind: InteractionKind,
  { values }: ToolArguments,
  spec: object | undefined,
): object {
  if (!spec) {
    throw new Error(`the user has not been asked yet; call ${raiseNameOf(kind)} first.`);
  }
  if (!JsonObject.is(values)) throw new Error('values must be an object.');
  const checked = kind.check(values, spec);
  if (!('errors' in checked)) return checked.values;
  const wrong = checked.errors.map(({ field, message }) => `${field} ${message}`);
  throw new Error(`${wrong.join('; ')}.`);
}

function raiseNameOf({ kind }: InteractionKind): string {
  return `request_${kind}`;
}
