import type { JsonObject } from '../../protocol';
import type { Ending } from '../parks';
import type { ToolArguments } from '../tools';
import type { InteractionKind } from './kind';

/** What somebody is asked to fill in. */
export interface Card {
  readonly interactionId: string;
  readonly kind: InteractionKind;
  readonly spec: object;
  readonly reason: string;
}

/** What came back: values that have been checked, or that they would rather not. */
export type CardAnswer =
  { readonly status: 'submitted'; readonly values: object } | { readonly status: 'declined' };

/** What the model is told came of the card. */
export type CardResult = CardAnswer | { readonly status: 'no_response' };

/** Why the user is asked, as they are shown it. */
export function reasonOf({ reason }: ToolArguments): string {
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim() : 'to help you better';
}

/** A card as it travels. */
export function asSent({ interactionId, kind, spec, reason }: Card): {
  interactionId: string;
  kind: string;
  spec: JsonObject;
  reason: string;
} {
  return { interactionId, kind: kind.kind, spec: { ...spec }, reason };
}

/** How the wait for a card ended, whatever ended it. */
export function resultOf(ending: Ending<CardAnswer>): CardResult {
  return ending.kind === 'answered' ? ending.answer : { status: 'no_response' };
}

/** The result in the words the model reads. */
export function asTold(result: CardResult): object {
  switch (result.status) {
    case 'submitted':
      return { status: result.status, values: result.values };
    case 'declined':
      return {
        status: result.status,
        message: 'The user would rather not say. Go on without it, and do not ask again.',
      };
    case 'no_response':
      return {
        status: result.status,
        message: 'The user left the card unanswered. Go on without it.',
      };
  }
}
