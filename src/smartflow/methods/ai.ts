import type { Observable } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/primitives';
import type { CallOptions } from '../options';
import type { AIResponse } from '../results/aiResponse';
import type { ChatChunk } from '../results/chatChunk';
import type { EmbeddingResponse } from '../results/embeddings';
import type { Health } from '../results/health';
import type {
  ChatbotAnswer,
  ImageResponse,
  Model,
  RerankResponse,
  Transcription,
} from '../results/media';
import type { ChatToolCall } from '../results/toolCall';

/** A part of a message: text, a picture, or what a newer model takes. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } }
  | (JsonObject & { readonly type: string });

/** A message of a conversation, as the wire has it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** `null` on a message of the assistant that only calls tools. */
  readonly content: string | readonly ContentPart[] | null;
  readonly name?: string;
  /** On a message of the assistant: the calls it made. */
  readonly tool_calls?: readonly ChatToolCall[];
  /** On a message of a tool: the call that it answers. */
  readonly tool_call_id?: string;
}

/** A tool that a model may call; `parameters` is JSON Schema. */
export interface ChatTool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters?: JsonObject;
  };
}

export type ToolChoice =
  | 'auto'
  | 'none'
  | 'required'
  | { readonly type: 'function'; readonly function: { readonly name: string } };

/** Further keys of the body, as the wire has them: `top_p`, `response_format`, `seed`, … */
interface Extra {
  readonly extra?: JsonObject;
}

export interface CompletionOptions extends CallOptions, Extra {
  /** @defaultValue the client's `defaultModel` */
  readonly model?: string;
  /** @defaultValue 0.7 */
  readonly temperature?: number;
  /** The longest answer, in tokens. @defaultValue the model's; 1024 for a Claude model in direct mode */
  readonly maxTokens?: number;
  readonly tools?: readonly ChatTool[];
  readonly toolChoice?: ToolChoice;
}

export interface StreamOptions extends CompletionOptions {
  /** Whether the last chunk is to tell the usage: `stream_options.include_usage`. @defaultValue false */
  readonly includeUsage?: boolean;
}

export interface ChatOptions extends CompletionOptions {
  /** What goes before the message; empty is none. */
  readonly systemPrompt?: string;
}

export interface ClaudeOptions extends CallOptions {
  /** @defaultValue 'claude-sonnet-4-6' */
  readonly model?: string;
  /** @defaultValue 1024 */
  readonly maxTokens?: number;
  readonly system?: string;
  /** A key of Anthropic, for `x-api-key`. @defaultValue the gateway's own; in direct mode the configured one */
  readonly anthropicKey?: string;
}

export interface EmbeddingOptions extends CallOptions, Extra {
  /** @defaultValue 'text-embedding-3-small' */
  readonly model?: string;
  /** @defaultValue 'float' */
  readonly encodingFormat?: 'float' | 'base64';
  readonly dimensions?: number;
  /** What the text is for, where Cohere embeds it, such as `search_document`. */
  readonly inputType?: string;
}

export interface ImageOptions extends CallOptions, Extra {
  /** @defaultValue 'dall-e-3' */
  readonly model?: string;
  /** How many. @defaultValue 1 */
  readonly n?: number;
  /** @defaultValue '1024x1024' */
  readonly size?: string;
  readonly quality?: string;
  /** @defaultValue 'url' */
  readonly responseFormat?: 'url' | 'b64_json';
  readonly style?: string;
}

export interface TranscriptionOptions extends CallOptions {
  /** @defaultValue 'whisper-1' */
  readonly model?: string;
  /** ISO 639-1, such as `de`. */
  readonly language?: string;
  readonly prompt?: string;
  /** @defaultValue 'json' */
  readonly responseFormat?: 'json' | 'verbose_json' | 'text' | 'srt' | 'vtt';
  /** @defaultValue 0 */
  readonly temperature?: number;
  /** By its ending the format is told. @defaultValue 'audio.mp3' */
  readonly filename?: string;
  /** Further fields of the form. */
  readonly extra?: Readonly<Record<string, string | number | boolean>>;
}

export interface SpeechOptions extends CallOptions, Extra {
  /** @defaultValue 'tts-1' */
  readonly model?: string;
  /** @defaultValue 'alloy' */
  readonly voice?: string;
  /** @defaultValue 'mp3' */
  readonly responseFormat?: string;
  /** How fast, 1 being as people speak. @defaultValue 1 */
  readonly speed?: number;
}

export interface RerankOptions extends CallOptions, Extra {
  /** @defaultValue 'rerank-english-v3.0' */
  readonly model?: string;
  /** How many of the best to tell. @defaultValue all */
  readonly topN?: number;
}

/** Calls of models. Each Observable is cold: subscribing sends one request, unsubscribing aborts it. */
export interface AiMethods {
  /** Sends one message and emits the text of the answer. */
  chat(message: string, options?: ChatOptions): Observable<string>;
  /** Sends a conversation and emits the whole completion: text, tool calls, usage. */
  chatCompletions(
    messages: readonly ChatMessage[],
    options?: CompletionOptions,
  ): Observable<AIResponse>;
  /** Sends one message to a Claude model by Anthropic's own protocol, and emits the text. */
  claudeMessage(message: string, options?: ClaudeOptions): Observable<string>;
  embeddings(
    input: string | readonly string[],
    options?: EmbeddingOptions,
  ): Observable<EmbeddingResponse>;
  imageGeneration(prompt: string, options?: ImageOptions): Observable<ImageResponse>;
  /** Writes down what is said. A stream can be read once, hence be sent by one subscription alone. */
  audioTranscription(
    file: Blob | Uint8Array | ReadableStream<Uint8Array>,
    options?: TranscriptionOptions,
  ): Observable<Transcription>;
  /** Emits the audio, in the format that was asked for. */
  textToSpeech(input: string, options?: SpeechOptions): Observable<Uint8Array>;
  rerank(
    query: string,
    documents: readonly string[],
    options?: RerankOptions,
  ): Observable<RerankResponse>;
  listModels(options?: CallOptions): Observable<readonly Model[]>;
  chatbotQuery(query: string, options?: CallOptions): Observable<ChatbotAnswer>;
  /** Whether the gateway is there. In direct mode it answers by itself: `{ status: 'ok', mode: 'direct' }`. */
  health(options?: CallOptions): Observable<Health>;
}

/** Calls whose answer comes in pieces. */
export interface AiStreams {
  /**
   * Sends one message and emits the text as it is written, a refusal too: one piece per emission,
   * never empty.
   *
   * ```
   * wire        role--"Hel"--"lo"--usage--[DONE]
   * streamChat  -----"Hel"--"lo"----------|
   * ```
   *
   * A stream that ends without its end mark has been cut, and fails with `ResponseError`; what was
   * emitted stays so. `retry` tries again only what failed before its first event.
   */
  streamChat(message: string, options?: ChatOptions): Observable<string>;
  /**
   * Sends a conversation and emits every chunk: text, pieces of tool calls, the reason it ends for,
   * and the usage, when `includeUsage` asks for it.
   */
  streamChatCompletions(
    messages: readonly ChatMessage[],
    options?: StreamOptions,
  ): Observable<ChatChunk>;
}
