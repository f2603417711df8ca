import { defer, map, mergeMap, of, type Observable } from 'rxjs';
import { DirectModeError, ValidationError } from '../errors';
import type { ChatMessage, CompletionOptions } from '../methods/ai';
import type { ScanOptions } from '../methods/compliance';
import type { IntelligentScanResult } from '../results/intelligentScan';
import type { ChatToolCall } from '../results/toolCall';
import type { TokenUsage } from '../results/usage';
import { withoutUndefined } from '../withoutUndefined';
import { converse, type Conversed } from './converse';
import { History } from './history';
import { demandAgentOptions, type AgentOptions, type TurnOptions } from './options';
import { BLOCKED_REPLY, isBlocked, refusal } from './screening';
import { toolOf } from './tool';
import { Turnstile } from './turnstile';

/** How a turn went. */
export interface AgentReply {
  /** The answer, or `BLOCKED_REPLY`. */
  readonly text: string;
  /** Whether the answer was withheld. */
  readonly isBlocked: boolean;
  /** What the scan of the answer found; absent where none was made. */
  readonly scan?: IntelligentScanResult;
  /** The calls of tools that were made, in order. */
  readonly toolCalls: readonly ChatToolCall[];
  /** What all completions of the turn took together. */
  readonly usage: TokenUsage;
}

/**
 * A conversation with a model: it remembers, scans what goes in and what comes out, and calls tools.
 *
 * ```
 * turn 'a'  ^--scan--complete--scan--(reply|)
 * turn 'b'   ^                              scan--complete--scan--(reply|)
 * history   0                         2                            4
 * ```
 *
 * One turn runs at a time, in the order of their subscriptions. A turn is remembered when it has gone
 * well and not before: one that fails, is blocked or is unsubscribed from leaves no trace.
 *
 * @throws ValidationError when an option cannot be
 * @example
 * const agent = new SmartflowAgent({ client: smartflow, systemPrompt: 'You help customers.' });
 * agent.chat('Where is my order?').subscribe(log);
 */
export class SmartflowAgent {
  readonly name: string;
  readonly #options: AgentOptions;
  readonly #system: readonly ChatMessage[];
  readonly #turnstile = new Turnstile();
  #history: History;

  constructor(options: AgentOptions) {
    demandAgentOptions(options);
    const { name = 'SmartflowAgent', systemPrompt = '' } = options;
    this.name = name;
    this.#options = options;
    this.#system = systemPrompt === '' ? [] : [{ role: 'system', content: systemPrompt }];
    this.#history = this.#emptyHistory();
  }

  /**
   * Says something, and emits the answer as text. Cold: each subscription is a turn.
   *
   * An answer that the gateway would block is replaced by `BLOCKED_REPLY`.
   *
   * Errors with `ComplianceError` for a message that the gateway would block: its `violations` are
   * what the scan found. With `DirectModeError` where scans are wanted and there is no gateway, with
   * `SmartflowError` of code `TOOL_ROUNDS` when the model does not stop calling tools, and with what
   * the client fails with.
   *
   * @example
   * const answer = await firstValueFrom(agent.chat('It crashes', { scanOutput: false }));
   */
  chat(message: string, options?: TurnOptions): Observable<string> {
    return this.turn(message, options).pipe(map(({ text }) => text));
  }

  /** The same with all there is to know of the turn: whether it was blocked, tools, tokens. */
  turn(
    message: string,
    { scanInput = true, scanOutput = true }: TurnOptions = {},
  ): Observable<AgentReply> {
    const turn$ = defer(() => {
      this.#demandTurn(message, scanInput || scanOutput);
      const history = this.#history;
      return this.#scan(message, scanInput).pipe(
        mergeMap((scan) => {
          if (scan && isBlocked(scan)) throw refusal(this.name, scan);
          return this.#converse(message, history);
        }),
        mergeMap((conversed) =>
          this.#scan(conversed.text, scanOutput).pipe(
            map((scan) => {
              if (!isBlocked(scan)) history.add(conversed.messages);
              return replyOf(conversed, scan);
            }),
          ),
        ),
      );
    });
    return this.#turnstile.through(turn$);
  }

  /** Forgets what was said, the turn that is running included; the system prompt stays. */
  clearHistory(): void {
    this.#history = this.#emptyHistory();
  }

  /** A copy of the conversation, with the system prompt and the calls of tools. */
  getHistory(): ChatMessage[] {
    return structuredClone([...this.#system, ...this.#history.messages]);
  }

  /** How many messages {@link getHistory} has. */
  get messageCount(): number {
    return this.#system.length + this.#history.messages.length;
  }

  #emptyHistory(): History {
    return new History(this.#options.historyTurns ?? 50);
  }

  #demandTurn(message: unknown, isScanned: boolean): void {
    if (typeof message !== 'string') {
      throw new ValidationError('A message to an agent is a text', { code: 'INVALID_ARGUMENT' });
    }
    const { client, enableComplianceScan = true } = this.#options;
    if (enableComplianceScan && isScanned && client.mode === 'direct') {
      throw new DirectModeError(
        'Compliance scanning by an agent (`enableComplianceScan: false` turns it off)',
      );
    }
  }

  /** Nothing, where no scan is wanted, or there is no text. */
  #scan(text: string, isWanted: boolean): Observable<IntelligentScanResult | undefined> {
    const { client, enableComplianceScan = true, compliancePolicy, ...options } = this.#options;
    if (!enableComplianceScan || !isWanted || text === '') return of(undefined);
    const { userId, orgId, conversationId } = options;
    const context = `${this.name}, policy ${compliancePolicy ?? 'enterprise_standard'}`;
    const scan: ScanOptions = withoutUndefined({ userId, orgId, conversationId, context });
    return client.intelligentScan(text, scan);
  }

  #converse(content: string, history: History): Observable<Conversed> {
    const { client, tools = [], maxToolRounds = 8, ...options } = this.#options;
    const { model, temperature, maxTokens, userId, conversationId } = options;
    const completion: CompletionOptions = withoutUndefined({
      ...{ model, temperature, maxTokens, userId, conversationId },
      tools: tools.length > 0 ? tools.map(toolOf) : undefined,
    });
    const before = [...this.#system, ...history.messages];
    return converse(
      { role: 'user', content },
      (said) => client.chatCompletions([...before, ...said], completion),
      tools,
      maxToolRounds,
    );
  }
}

function replyOf(
  { text, usage, toolCalls }: Conversed,
  scan: IntelligentScanResult | undefined,
): AgentReply {
  const blocked = isBlocked(scan);
  return {
    text: blocked ? BLOCKED_REPLY : text,
    isBlocked: blocked,
    ...(scan && { scan }),
    toolCalls,
    usage,
  };
}
