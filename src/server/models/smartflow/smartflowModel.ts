import { catchError, concat, defer, from, mergeMap, throwError } from 'rxjs';
import type { ChatChunk, SmartflowClient, StreamOptions, TokenUsage } from '../../../smartflow';
import { ModelError, type ChatModel, type ChatRequest, type ModelOutput } from '../../model';
import { Calls } from './calls';
import { wireMessages, wireTool } from './conversation';
import { modelErrorOf } from './modelErrors';

/** What a million tokens cost, in US dollars. */
export interface TokenPrice {
  readonly prompt: number;
  readonly completion: number;
}

/** Beside these, what every call of the client takes: headers, timeout, retries and so on. */
export interface SmartflowModelOptions extends Omit<
  StreamOptions,
  'maxTokens' | 'tools' | 'toolChoice' | 'includeUsage' | 'signal'
> {
  /** The model to ask, such as `gpt-4o` or `anthropic/claude-sonnet-4-6`. @defaultValue the client's */
  readonly model?: string;
  /** What the model costs, so that turns can tell. @defaultValue unknown, and not told */
  readonly price?: TokenPrice;
  /**
   * Whether the model is asked to end with replies that the user may want to give next.
   * @defaultValue true
   */
  readonly suggestsReplies?: boolean;
}

/**
 * A model behind a Smartflow gateway, or, in the client's direct mode, of a provider. Each call is one
 * streamed request, which unsubscribing aborts.
 *
 * ```
 * wire      role--"Hel"--"lo"--usage--[DONE]
 * complete  -----t------t------------(u|)
 *
 * wire      call--args--args--usage--[DONE]
 * complete  -------------------------(cu|)     a call once it is whole, its arguments parsed
 * ```
 *
 * The model is told what the server's knowledge has on the message, and gets the pictures and the text
 * files that come with it. Which model a message may ask for by name is up to the option `models` of
 * the server; this one answers as itself.
 *
 * Errors with `ModelError`, whose `cause` is the error of the client: when the request fails, when a
 * call has arguments that are no JSON object, when the answer is withheld or ends before it began.
 *
 * @param client - made by `createSmartflow`, and closed by whoever made it
 * @example
 * ```ts
 * import { createSmartflow } from 'smooth-operator-rx/smartflow';
 *
 * const gateway = createSmartflow({ baseUrl: 'https://gateway.example', apiKey: 'sk-sf-…' });
 * const served = await startServer({ model: smartflowModel(gateway, { model: 'gpt-4o' }) });
 * ```
 */
export function smartflowModel(
  client: Pick<SmartflowClient, 'streamChatCompletions'>,
  { price, suggestsReplies = true, ...options }: SmartflowModelOptions = {},
): ChatModel {
  return {
    name: options.model ?? 'smartflow',
    suggestsReplies,
    complete: (request) =>
      defer(() => {
        const answer = new Answer(request, price);
        const { tools, maxTokens } = request;
        const chunks$ = client.streamChatCompletions(wireMessages(request), {
          ...options,
          maxTokens,
          includeUsage: true,
          ...(tools.length > 0 && { tools: tools.map(wireTool) }),
        });
        return concat(
          chunks$.pipe(mergeMap((chunk) => from(answer.heard(chunk)))),
          defer(() => from(answer.ended())),
        );
      }).pipe(catchError((error: unknown) => throwError(() => modelErrorOf(error)))),
  };
}

/** One answer, as far as it has come. */
class Answer {
  private readonly calls = new Calls();
  private usage: TokenUsage | undefined;
  private isCached = false;
  private hasText = false;
  private reason: string | undefined;

  constructor(
    private readonly request: ChatRequest,
    private readonly price: TokenPrice | undefined,
  ) {}

  /** What can be said at once. */
  heard({ choices, usage, cached }: ChatChunk): ModelOutput[] {
    this.usage = usage ?? this.usage; // some tell a sum that grows
    this.isCached ||= cached === true;
    const [choice] = choices;
    if (!choice) return [];
    const { content = '', refusal = '', reasoning_content = '', tool_calls = [] } = choice.delta;
    const text = content + refusal;
    this.reason = choice.finish_reason ?? this.reason;
    for (const call of tool_calls) this.calls.add(call);
    const outputs: ModelOutput[] = [];
    if (reasoning_content !== '') outputs.push({ kind: 'reasoning', text: reasoning_content });
    if (text !== '') {
      this.hasText = true;
      outputs.push({ kind: 'token', text });
    }
    return outputs;
  }

  /** What can be said once the answer is whole. */
  ended(): ModelOutput[] {
    if (this.reason === 'content_filter') {
      throw new ModelError('The provider of the model withheld the answer.');
    }
    const { maxTokens } = this.request;
    if (this.reason === 'length' && (this.calls.size > 0 || !this.hasText)) {
      throw new ModelError(`The model used up its ${maxTokens} tokens without an answer.`);
    }
    return [
      ...this.calls.whole().map((call): ModelOutput => ({ kind: 'toolCall', ...call })),
      ...this.told(),
    ];
  }

  private told(): ModelOutput[] {
    if (!this.usage) return [];
    const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = this.usage;
    const { price } = this;
    if (!price) return [{ kind: 'usage', promptTokens, completionTokens }];
    const spent = (promptTokens * price.prompt + completionTokens * price.completion) / 1_000_000;
    // What the gateway had in its cache, no provider is paid for.
    const costUsd = this.isCached ? 0 : spent;
    return [{ kind: 'usage', promptTokens, completionTokens, costUsd }];
  }
}
