import type { Observable } from 'rxjs';
import type { ServerEvent } from '../../protocol';
import type { ToolCall } from '../model';
import type { Tool } from '../tools';
import type { Transcript, Turn } from '../transcript';
import type { ToolOutcome } from './runTool';

/** How one call of a tool goes. */
export interface Course {
  /** What a person is asked first: the turn is parked until `outcome$`. */
  readonly asked?: ServerEvent;
  /** Emits what came of the call, once, and never errors. */
  readonly outcome$: Observable<ToolOutcome>;
}

/** Decides how a call goes when it may not simply run; `undefined` leaves it to the next gate. */
export type Gate = (
  call: ToolCall,
  tool: Tool,
  turn: Turn,
  transcript: Transcript,
) => Course | undefined;

/** The outcome of a call that did not run. */
export function failure(text: string): ToolOutcome {
  return { isError: true, text };
}
