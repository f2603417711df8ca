import { map, of, switchMap } from 'rxjs';
import { asSent, asTold, reasonOf, resultOf, type Card } from '../../interactions/card';
import type { InteractionKind } from '../../interactions/kind';
import type { ToolArguments } from '../../tools';
import { contextOf } from '../context';
import type { Gate } from '../course';
import { runTool } from '../runTool';

/**
 * Waits for a card to be filled in, where the client can show it. That it was declined or left alone
 * is a result like any other. Where no card can be shown, or the model asks for an impossible one,
 * the tool runs, and tells.
 */
export const interaction: Gate = ({ arguments: args }, tool, turn, transcript) => {
  const { requestId, session, conversation, service } = turn;
  const { raises, interactions, notes, events } = service;
  const kind = raises.get(tool);
  if (!kind || !conversation.supports.includes(kind.capability)) return undefined;
  const card = cardOf(kind, args, service.ids);
  if (!card) return undefined;

  const answered = () =>
    interactions.park(session.sessionId, card).pipe(
      map(resultOf),
      switchMap((result) =>
        result.status === 'submitted'
          ? notes.keep(session.sessionId, kind, result.values).pipe(map(() => result))
          : of(result),
      ),
      map(asTold),
    );
  return {
    asked: events.interactionRequired(requestId, asSent(card)),
    outcome$: runTool({ ...tool, run: answered }, args, contextOf(turn, transcript)),
  };
};

function cardOf(kind: InteractionKind, args: ToolArguments, ids: () => string): Card | undefined {
  try {
    return { kind, spec: kind.read(args), reason: reasonOf(args), interactionId: ids() };
  } catch {
    return undefined; // running the tool tells the model what is wrong
  }
}
