import type { TurnEvent } from '../index';
import {
  GeneralAgentResponse,
  isSmoothOperatorError,
  replyText,
  toolActivity,
  type ErrorEvent,
} from '../protocol';
import { lineOf } from './failure';
import { oneLine, printable, type Paint } from './paint';

export interface TurnViewOptions {
  /** Where the answer goes. */
  readonly answer: (text: string) => void;
  /** Where all else goes, in whole lines: tools, citations, errors. */
  readonly aside: (text: string) => void;
  readonly paint: Paint;
  /** Set before an answer. @defaultValue nothing */
  readonly speaker?: string;
  /** Whether the answer is shown as it is written, or once it is whole. */
  readonly live: boolean;
}

/** Shows the events of a turn to a person. */
export interface TurnView {
  readonly show: (event: TurnEvent) => void;
  /** Says how the turn failed, unless an event has said so already. */
  readonly fail: (error: unknown) => void;
  /** Says that whoever watches has stopped the turn. */
  readonly stop: () => void;
  /** Ends the line an answer is being written on, so that something else can be said. */
  readonly closeLine: () => void;
}

const LINE_MAX = 74;

export function turnView({ answer, aside, paint, speaker = '', live }: TurnViewOptions): TurnView {
  let written = '';
  let isLineOpen = false;
  let shownError: ErrorEvent | undefined;

  const closeLine = () => {
    if (isLineOpen) answer('\n');
    isLineOpen = false;
  };
  const line = (text: string) => {
    closeLine();
    aside(`${text}\n`);
  };
  const stopped = () => {
    line(paint.warn('  (stopped)'));
  };
  const write = (text: string) => {
    if (text === '') return;
    answer(isLineOpen ? printable(text) : paint.bold(speaker) + printable(text.trimStart()));
    isLineOpen = true;
  };

  return {
    closeLine,
    stop: stopped,
    show: (event) => {
      switch (event.type) {
        case 'immediate_response':
          written = '';
          return;
        case 'stream_preamble':
          if (live) line(paint.dim(oneLine(event.data.token, LINE_MAX)));
          return;
        case 'stream_token':
          written += event.data.token;
          if (live) write(event.data.token);
          return;
        case 'stream_chunk': {
          const activity = toolActivity(event);
          if (activity?.kind === 'call') {
            const call = `${activity.name} ${JSON.stringify(activity.arguments)}`;
            line(paint.dim(`  tool ${oneLine(call, LINE_MAX)}`));
          } else if (activity) {
            const result = `${activity.name}: ${activity.result}`;
            line(
              `  ${activity.isError ? paint.warn('not done') : paint.dim('done')} ${paint.dim(oneLine(result, LINE_MAX - 4))}`,
            );
          }
          return;
        }
        case 'write_confirmation_required':
        case 'interaction_required':
        case 'interaction_invalid':
          closeLine(); // the question itself is whoever's who answers it
          return;
        case 'eventual_response': {
          const { response, citations = [] } = event.data.data;
          const reply = replyText(response);
          // What was streamed is a draft: where the two differ, the reply counts.
          if (!live || (reply !== '' && reply.trim() !== written.trim())) {
            closeLine();
            write(reply);
          }
          closeLine();
          if (event.recovered) line(paint.dim('  (found in the history: it was lost on its way)'));
          for (const [index, { title, snippet }] of citations.entries()) {
            line(paint.dim(`  [${index + 1}] ${oneLine(title, LINE_MAX)}`));
            line(paint.dim(`      ${oneLine(snippet, LINE_MAX)}`));
          }
          const next = GeneralAgentResponse.is(response) ? response.suggestedNextActions : [];
          if (next.length > 0)
            line(paint.dim(`  you could say: ${oneLine(next.join(' | '), 200)}`));
          return;
        }
        case 'cancelled':
          stopped();
          return;
        case 'error':
          shownError = event;
          line(
            paint.warn(
              `  ${oneLine(`${event.data.error.message} (${event.data.error.code})`, 200)}`,
            ),
          );
          return;
        default:
          return;
      }
    },
    fail: (error) => {
      if (isSmoothOperatorError(error) && error.kind === 'failed' && error.event === shownError)
        return;
      line(paint.warn(`  ${oneLine(lineOf(error), 200)}`));
    },
  };
}
