import type { SmartflowClient } from '../client';
import { ValidationError } from '../errors';
import type { AgentTool } from './tool';

/** What an agent needs of a client. */
export type AgentClient = Pick<SmartflowClient, 'mode' | 'chatCompletions' | 'intelligentScan'>;

export interface AgentOptions {
  readonly client: AgentClient;
  /** Told to the scans as their context, and in errors. @defaultValue 'SmartflowAgent' */
  readonly name?: string;
  /** @defaultValue the client's `defaultModel` */
  readonly model?: string;
  /** Goes before every conversation; empty is none. */
  readonly systemPrompt?: string;
  /** @defaultValue 0.7 */
  readonly temperature?: number;
  /** The longest answer, in tokens. @defaultValue the model's */
  readonly maxTokens?: number;
  /** Told to the scans, in their context. @defaultValue 'enterprise_standard' */
  readonly compliancePolicy?: string;
  /**
   * Whether messages and answers are scanned. Only a gateway can: in direct mode every turn fails
   * with `DirectModeError`, before anything is sent, until this is `false`. @defaultValue true
   */
  readonly enableComplianceScan?: boolean;
  /** Whose habits messages are held against, and whom the gateway logs the calls for. */
  readonly userId?: string;
  readonly orgId?: string;
  /** Which conversation the gateway logs the calls for. */
  readonly conversationId?: string;
  /** What the model may have done. @defaultValue none */
  readonly tools?: readonly AgentTool[];
  /** How many answers of one turn may call tools; with one more the turn fails. @defaultValue 8 */
  readonly maxToolRounds?: number;
  /**
   * How many turns are remembered, the latest: a turn is a message, the calls of tools it led to, and
   * the answer. 0 remembers none, `Infinity` all. @defaultValue 50
   */
  readonly historyTurns?: number;
}

export interface TurnOptions {
  /** @defaultValue true */
  readonly scanInput?: boolean;
  /** @defaultValue true */
  readonly scanOutput?: boolean;
}

/** @throws ValidationError that names what cannot be */
export function demandAgentOptions({
  tools = [],
  maxToolRounds = 0,
  historyTurns = 0,
}: AgentOptions): void {
  const names = tools.map(({ name }) => name);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) throw invalid(`There are two tools "${twice}"`);
  if (names.includes('')) throw invalid('A tool needs a name');
  if (!isCount(maxToolRounds)) throw invalid('maxToolRounds must be 0, 1, 2, …');
  if (!isCount(historyTurns) && historyTurns !== Infinity) {
    throw invalid('historyTurns must be 0, 1, 2, … or Infinity');
  }
}

const isCount = (value: number) => Number.isInteger(value) && value >= 0;

const invalid = (told: string) => new ValidationError(told, { code: 'INVALID_OPTION' });
