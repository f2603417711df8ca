import { FRAME_MAX_BYTES, operatorError, type ClientAction } from '../protocol';

/**
 * An action as the text that travels.
 *
 * @throws SmoothOperatorError of kind `invalid` when JSON cannot carry it, or no server would read it
 */
export function frameOf(action: ClientAction): string {
  const refuse = (code: string, why: string, fields: object) =>
    operatorError('invalid', code, `${action.action} ${why}; nothing was sent.`, fields);
  let text: string;
  try {
    text = JSON.stringify(action);
  } catch (cause) {
    throw refuse('INVALID_ACTION', 'has what JSON cannot carry', { cause });
  }
  // In UTF-8 a character takes one to three bytes, so most frames need no counting.
  const bytes = text.length * 3 > FRAME_MAX_BYTES ? new TextEncoder().encode(text).length : 0;
  if (bytes <= FRAME_MAX_BYTES) return text;
  throw refuse('FRAME_TOO_LARGE', `takes ${bytes} bytes of at most ${FRAME_MAX_BYTES}`, { bytes });
}
