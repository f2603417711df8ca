import type { ServerEvent } from '../../../src/protocol';
import type { Caller } from '../../../src/server/access/admission';
import type { InteractionKind } from '../../../src/server/interactions/kind';
import type { ServerOptions } from '../../../src/server/options';
import type { Service } from '../../../src/server/service';
import { callsThenTells, connect, only, open, say, service } from '../kit';

export const SUPPORTS = ['identity_form', 'choice_chips'];

export const intake = { fields: ['name', { key: 'email' }], reason: 'to call you back' };
export const sizes = {
  questions: [{ question: 'Which size?', header: 'Size', options: ['S', 'M', 'L'] }],
};

/** Options of a server whose model makes this call, then says what came of it. */
export const calling = (name: string, args: object, more: ServerOptions = {}): ServerOptions => ({
  model: callsThenTells(name, { ...args }),
  ...more,
});

/** A connection whose turn shows a card. */
export function shown(
  on: Service = service(calling('request_identity_intake', intake)),
  supports: readonly string[] = SUPPORTS,
  caller?: Caller,
) {
  const client = connect(on, caller);
  const { sessionId, conversationId } = open(client, { supports });
  const events = client.send(say(sessionId));
  const card = only(events, 'interaction_required').data.data;
  return { on, client, sessionId, conversationId, events, card };
}

export const submit = (sessionId: string, interactionId: string, fields: object) => ({
  action: 'submit_interaction',
  requestId: 'submit',
  sessionId,
  interactionId,
  ...fields,
});

/** The tool result among the events, as the model and the client are told it. */
export function resultIn(events: readonly ServerEvent[]): { isError: boolean; result: string } {
  const results = events.flatMap((event) => {
    const raw = event.type === 'stream_chunk' ? event.data.state.rawResponse : undefined;
    const { toolResult } = (raw ?? {}) as { toolResult?: { isError: boolean; result: string } };
    return toolResult ? [toolResult] : [];
  });
  const [result, ...more] = results;
  if (!result || more.length > 0) throw new Error(`${results.length} tool results`);
  return result;
}

/** What came of the card, as the model reads it. */
export const toldIn = (events: readonly ServerEvent[]): unknown =>
  JSON.parse(resultIn(events).result);

/** The names of the fields that are wrong, in order; none when nothing is. */
export function wrongIn<S extends object>(
  kind: InteractionKind<S>,
  values: object,
  spec: NoInfer<S>,
): string[] {
  const checked = kind.check({ ...values }, spec);
  return 'errors' in checked ? checked.errors.map(({ field }) => field) : [];
}

/** The values as they are kept, of an answer that is right. */
export function keptOf<S extends object, V extends object>(
  kind: InteractionKind<S, V>,
  values: object,
  spec: NoInfer<S>,
): V {
  const checked = kind.check({ ...values }, spec);
  if ('errors' in checked) throw new Error(JSON.stringify(checked.errors));
  return checked.values;
}
