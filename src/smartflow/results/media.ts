import type * as t from 'io-ts';
import { count, many, object, shape, text, words } from './fields';

/** Pictures, each behind a `url` or as `b64_json`, as was asked for. */
export const ImageResponse = shape({
  created: count,
  data: many(shape({}, { url: text, b64_json: text, revised_prompt: text })),
});
export interface ImageResponse extends t.TypeOf<typeof ImageResponse> {}

/** What was said, with what else the chosen format tells. */
export const Transcription = shape({ text: words });
export interface Transcription extends t.TypeOf<typeof Transcription> {}

/** Documents, best first; `index` is the place of each among those that were given. */
export const RerankResponse = shape({
  results: many(
    shape(
      { index: count, relevance_score: count },
      { document: object },
      // Some tell the document as the text it is.
      ({ document }) => ({
        document: typeof document === 'string' ? { text: document } : document,
      }),
    ),
  ),
});
export interface RerankResponse extends t.TypeOf<typeof RerankResponse> {}

/** A model that can be asked for by its `id`. */
export const Model = shape({ id: words }, { object: text, owned_by: text });
export interface Model extends t.TypeOf<typeof Model> {}

/** What the chatbot of the gateway says. */
export const ChatbotAnswer = shape({ response: words });
export interface ChatbotAnswer extends t.TypeOf<typeof ChatbotAnswer> {}
