import {
  FILE_NAME_MAX,
  MESSAGE_MAX,
  operatorError,
  SKILL_PATTERN,
  type SendMessage,
} from '../protocol';
import { demand, type Shape } from './shape';

/** What a user says: the text, and what goes with it. */
export type Message = Omit<SendMessage, 'action' | 'requestId' | 'sessionId'>;

const SHAPE: Shape = {
  message: 'string',
  'stream?': 'boolean',
  'model?': 'string',
  'skill?': SKILL_PATTERN,
  'images?': [{ url: 'string', 'detail?': /^(low|high|auto)$/ }],
  'files?': [
    { name: new RegExp(`^[^]{1,${FILE_NAME_MAX}}$`, 'u'), url: 'string', 'mimeType?': 'string' },
  ],
};

/** Checked here, where it can be said at once what is wrong; a server would close on a frame too large. */
export function toMessage(given: string | Message): Message {
  const message = typeof given === 'string' ? { message: given } : given;
  demand('turn', message, SHAPE);
  const text = message.message;
  if (/\S/.test(text) && text.length <= 2 * MESSAGE_MAX && Array.from(text).length <= MESSAGE_MAX) {
    return message;
  }
  throw operatorError(
    'invalid',
    'INVALID_MESSAGE',
    `A message has 1 to ${MESSAGE_MAX} characters, not only white space; nothing was sent.`,
    {},
  );
}
