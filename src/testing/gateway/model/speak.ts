import { from, map, scan, takeWhile, type Observable } from 'rxjs';
import type { FakeModel, FakeToolCall, ModelRequest, Said } from './model';
import { countTokens, words } from '../text/tokens';

/** A piece as a provider writes it; `cut` ends what has no room in the tokens that were asked for. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly startsBlock: boolean }
  | { readonly kind: 'call'; readonly call: FakeToolCall }
  | { readonly kind: 'cut' };

/**
 * Asks a model, and gives what it says in pieces, up to the tokens that the request has room for.
 *
 * @throws what the model throws
 */
export function speak(model: FakeModel, request: ModelRequest): Observable<Piece> {
  const said = model(request);
  const said$ = from(typeof said === 'string' ? words(said) : said);
  return said$.pipe(map(pieceOf), upTo(request.maxTokens ?? Infinity));
}

function pieceOf(said: Said): Piece {
  if (typeof said === 'string') return { kind: 'text', text: said, startsBlock: false };
  if ('block' in said) return { kind: 'text', text: said.block, startsBlock: true };
  return { kind: 'call', call: said };
}

const CUT: Piece = { kind: 'cut' };

function upTo(maxTokens: number) {
  return (pieces$: Observable<Piece>): Observable<Piece> =>
    pieces$.pipe(
      scan(({ left }, piece) => ({ left: left - tokensOf(piece), piece }), {
        left: maxTokens,
        piece: CUT,
      }),
      map(({ left, piece }) => (left < 0 ? CUT : piece)),
      takeWhile(({ kind }) => kind !== 'cut', true),
    );
}

export function tokensOf(piece: Piece): number {
  if (piece.kind === 'text') return countTokens(piece.text);
  return piece.kind === 'call' ? countTokens(JSON.stringify(piece.call.arguments)) : 0;
}
