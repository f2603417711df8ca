import { isSmoothOperatorError, type SmoothOperatorError } from '../../protocol';

/** Why a prompt has no answer, where that is no error of the client. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  constructor(
    readonly kind: 'invalid' | 'cancelled',
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** There is no server to be had: none of the other prompts would fare better. */
const OF_THE_SERVER: ReadonlySet<string> = new Set([
  'connection',
  'offline',
  'unauthorized',
  'closed',
] satisfies SmoothOperatorError['kind'][]);

/** Whether an error is the prompt's own, so that the others can go on. */
export function isOfPrompt(error: unknown): error is Unanswered | SmoothOperatorError {
  if (error instanceof Unanswered) return true;
  return isSmoothOperatorError(error) && !OF_THE_SERVER.has(error.kind);
}
