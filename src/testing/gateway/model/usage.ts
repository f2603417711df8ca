import type { ModelRequest } from './model';
import { tokensOf, type Piece } from './speak';
import { countTokens } from '../text/tokens';

export interface TokenUsage {
  readonly prompt: number;
  readonly completion: number;
}

export function usageOf({ messages }: ModelRequest, pieces: readonly Piece[]): TokenUsage {
  return {
    prompt: sum(messages.map(({ text }) => countTokens(text))),
    completion: sum(pieces.map(tokensOf)),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

export const textOf = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');

export const callsOf = (pieces: readonly Piece[]) =>
  pieces.flatMap((piece) => (piece.kind === 'call' ? [piece.call] : []));

export const isCut = (pieces: readonly Piece[]) => pieces.at(-1)?.kind === 'cut';
