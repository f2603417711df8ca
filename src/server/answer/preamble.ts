import {
  catchError,
  connect,
  defer,
  EMPTY,
  filter,
  map,
  merge,
  reduce,
  takeUntil,
  type Observable,
} from 'rxjs';
import type { ServerEvent } from '../../protocol';
import type { Turn } from '../transcript';

/** The longest preamble asked for, in tokens. */
const PREAMBLE_MAX_TOKENS = 64;

const TASK =
  'The agent is about to work on the message of the user. Say in one short sentence what it is about to do. Do not answer the message.';

/**
 * Puts a preamble before an answer: what the turn's preamble model says beside it, in one event, as
 * long as the answer has not begun. It is never stored and no part of the reply, its usage is not
 * counted, and its failure is told to the host alone.
 *
 * ```
 * answer    ------t-t-(e|)          t the first event of the answer
 * preamble  ---p
 * out       ---p--t-t-(e|)
 *
 * preamble  ---------p              too late: it is aborted
 * out       ------t-t-(e|)
 * ```
 */
export function withPreamble(
  turn: Turn,
): (answer$: Observable<ServerEvent>) => Observable<ServerEvent> {
  const { preambleModel } = turn.service;
  if (!preambleModel) return (answer$) => answer$;
  return connect((answer$) => merge(preambleOf(turn).pipe(takeUntil(answer$)), answer$));
}

function preambleOf({ requestId, message, service }: Turn): Observable<ServerEvent> {
  const { preambleModel, events, log } = service;
  if (!preambleModel) return EMPTY;
  return defer(() =>
    preambleModel.complete({
      messages: [
        { role: 'system', content: TASK },
        { role: 'user', content: message },
      ],
      tools: [],
      maxTokens: PREAMBLE_MAX_TOKENS,
      documents: [],
    }),
  ).pipe(
    reduce((said, output) => (output.kind === 'token' ? said + output.text : said), ''),
    map((said) => said.trim()),
    filter((said) => said !== ''),
    map((said) => events.streamPreamble(requestId, said)),
    catchError((error: unknown) => {
      log({ kind: 'failed', error });
      return EMPTY;
    }),
  );
}
