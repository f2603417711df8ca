import type { Passage } from '../../knowledge';
import { paragraphs } from '../../knowledge/documents';
import type { ChatMessage } from '../../model';
import { attachedText } from '../attachedText';

/** What the text files that come with the newest message say, as passages to answer from. */
export function attachedPassages(messages: readonly ChatMessage[]): Passage[] {
  const newest = messages.filter(({ role }) => role === 'user').at(-1);
  return (newest?.files ?? []).flatMap((file) =>
    paragraphs(attachedText(file)).map(({ text }, position) => ({
      documentId: file.name,
      title: file.name,
      text,
      position,
      score: 1,
    })),
  );
}
