import * as t from 'io-ts';
import { nullable } from '../codec/nullable';
import { JsonObject } from '../codec/primitives';
import { struct } from '../codec/struct';
import { Direction } from './message';

const Party = struct('Party', { id: t.string, type: t.string }, { name: t.string });

/**
 * One message of the history. Some servers send the whole stored {@link Message}: its further
 * fields pass, and its nulls count as absent. `createdAt` is a date in whichever form the server
 * writes; fractions of a second have none to nine digits.
 */
export const ConversationMessage = struct(
  'ConversationMessage',
  {
    id: t.string,
    direction: Direction,
    content: struct('content', {}, { text: t.string, structuredResponse: nullable(JsonObject) }),
    createdAt: t.string,
  },
  { from: Party, to: Party },
);
export interface ConversationMessage extends t.TypeOf<typeof ConversationMessage> {}
