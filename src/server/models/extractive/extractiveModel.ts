import { concat, defer, from, map, of, take, timer, type Observable } from 'rxjs';
import type { ChatModel, ChatRequest, ModelOutput } from '../../model';
import { questionOf } from '../../text/question';
import { tokensOf } from '../../text/tokens';
import { words } from '../../text/terms';
import { answerFrom } from './answerFrom';
import { attachedPassages } from './attached';
import { contactDetails } from './contactDetails';
import { courtesy, recall } from './recall';
import { requestedCall } from './requestedCall';
import { tellResults } from './tellResults';

export interface ExtractiveOptions {
  /**
   * The pause between two tokens, in milliseconds. A few make the streaming visible to a person.
   * @defaultValue 0: all tokens at once
   */
  readonly tokenDelay?: number;
}

/**
 * A model that needs no key and no network, and always says the same to the same conversation. It
 * answers in sentences quoted from the text files that come with the message or from what was
 * retrieved, and says so when nothing fits; takes up
 * earlier messages when the newest refers back to them; calls a tool when the message plainly asks
 * for it, and asks for arguments it cannot read from the message.
 *
 * ```
 * a question      t-t-t-t-t-(u|)
 * a request       (cu|)             then, with the tool's result:  t-t-t-(u|)
 * ```
 *
 * @param options - see each
 */
export function extractiveModel({ tokenDelay = 0 }: ExtractiveOptions = {}): ChatModel {
  return {
    name: 'extractive',
    complete: (request) =>
      defer(() => {
        const said = reactionTo(request);
        const tokens = typeof said === 'string' ? tokensOf(said) : [];
        return concat(
          typeof said === 'string' ? paced(tokens, tokenDelay) : of(said),
          of({
            kind: 'usage',
            promptTokens: request.messages.reduce((n, { content }) => n + words(content).length, 0),
            completionTokens: tokens.length,
            costUsd: 0,
          } as const),
        );
      }),
  };
}

/** What the model does: a text it says, or a call it makes. The first that has something to say. */
function reactionTo({ messages, tools, documents }: ChatRequest): string | ModelOutput {
  const question = questionOf(messages);
  return (
    tellResults(messages) ??
    requestedCall(messages, tools) ??
    contactDetails(messages, tools) ??
    courtesy(question.text) ??
    recall(messages) ??
    answerFrom(attachedPassages(messages), question) ??
    answerFrom(documents, question) ??
    'I found nothing on that in the documents I know. Could you put it another way?'
  );
}

function paced(tokens: readonly string[], tokenDelay: number): Observable<ModelOutput> {
  const texts =
    tokenDelay > 0
      ? timer(0, tokenDelay).pipe(
          take(tokens.length),
          map((n) => tokens[n] ?? ''),
        )
      : from(tokens);
  return texts.pipe(map((text) => ({ kind: 'token', text })));
}
