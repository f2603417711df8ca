import type { Message } from '../../index';
import type { NdjsonLine } from '../../node';
import { Unanswered } from './unanswered';

export type PromptId = string | number;

/** What a line of the input asks, or why it asks nothing. */
export type Prompt = {
  readonly id: PromptId;
  /** From 1. */
  readonly line: number;
} & ({ readonly message: string | Message } | { readonly error: Unanswered });

const FORM = 'A line is JSON: "text", or { "message": "text" }, with an "id" if you like';

/** The message is not looked at: its turn does so before anything is sent. */
export function promptOf(given: NdjsonLine): Prompt {
  const { number: line } = given;
  const unusable = (code: string, why: string): Prompt => ({
    id: line,
    line,
    error: new Unanswered('invalid', code, `${why}. ${FORM}.`),
  });
  if ('error' in given) return unusable('INVALID_JSON', given.error.message);
  const { value } = given;
  if (typeof value === 'string') return { id: line, line, message: value };
  if (!isRecord(value)) return unusable('INVALID_LINE', 'It is neither text nor an object');
  const { id = line, ...message } = value;
  if (!isPromptId(id)) return unusable('INVALID_ID', 'An id is a text, not empty, or a number');
  return { id, line, message: message as unknown as Message };
}

export function isPromptId(id: unknown): id is PromptId {
  return typeof id === 'number' || (typeof id === 'string' && id !== '');
}

/** What tells prompts apart: `7` and `"7"` are the same to whoever looks an answer up. */
export function keyOf(id: PromptId): string {
  return String(id);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
