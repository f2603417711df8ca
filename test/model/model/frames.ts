/** Sessions that the one client has, on one connection; the first can show cards. */
export const SESSIONS = 2;
export const SHOWS_CARDS = 0;

/** How long a server waits for a person, and the client between two attempts, in milliseconds. */
export const PARK_MS = 300_000;
export const RETRY_MS = 500;
/** When a turn that met `TURN_IN_PROGRESS` is offered once more, in milliseconds. */
export const BUSY_RETRY_MS = 250;

export type Policy = 'queue' | 'reject' | 'replace';
export type Question = 'write' | 'card';
/** To a write one says yes or no; a card is filled in well, filled in badly, or declined. */
export type Answer = 'approve' | 'deny' | 'valid' | 'invalid' | 'decline';

/** A turn, as the messages of it name it. */
export interface TurnName {
  readonly name: string;
  readonly session: number;
}

export type Up =
  | { readonly kind: 'create'; readonly session: number; readonly conversation?: number }
  | { readonly kind: 'say'; readonly turn: TurnName }
  | { readonly kind: 'cancel' }
  | {
      readonly kind: 'answer';
      readonly name: string;
      readonly session: number;
      readonly answer: Answer;
      /** The card that is meant; with none it is one that never was. */
      readonly card: number | undefined;
    };

export type Down =
  | { readonly kind: 'open' }
  | { readonly kind: 'created'; readonly session: number; readonly conversation: number }
  | {
      readonly kind: 'turn';
      readonly turn: TurnName;
      readonly label: string;
      readonly text?: string;
      readonly card?: number;
    }
  | {
      readonly kind: 'answered';
      readonly name: string;
      readonly label: string;
      readonly card?: number;
    };

/** A connection: what is on its way in either direction. */
export interface ModelLink {
  readonly name: number;
  readonly up: Up[];
  readonly down: Down[];
  /** The client has lost it. */
  isLost: boolean;
}
