import type { ChatMessage } from '../model';
import type { StoredMessage } from '../store';
import type { Turn } from '../transcript';
import { ASK_FOR_REPLIES } from './suggestedReplies';

/** What the model of a turn reads: its instructions, the conversation so far, the new message. */
export function messagesOf(turn: Turn, history: readonly StoredMessage[]): ChatMessage[] {
  const { greeting } = turn.service;
  const begun = history.length > 0 || greeting === undefined;
  return [
    { role: 'system', content: instructions(turn) },
    ...(begun ? history.map(asChatMessage) : [{ role: 'assistant', content: greeting } as const]),
    newest(turn),
  ];
}

function instructions({ chatModel, skill, service }: Turn): string {
  const asked = chatModel.suggestsReplies === true ? ASK_FOR_REPLIES : '';
  return [service.instructions, skill ?? '', asked].filter(Boolean).join('\n\n');
}

function newest({ message, images, files }: Turn): ChatMessage {
  return {
    role: 'user',
    content: message,
    ...(images.length > 0 && { images }),
    ...(files.length > 0 && { files }),
  };
}

function asChatMessage({ direction, text }: StoredMessage): ChatMessage {
  return { role: direction === 'inbound' ? 'user' : 'assistant', content: text };
}
