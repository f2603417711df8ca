import { concatMap, tap, type Observable } from 'rxjs';
import { answerInteractions, confirmWrites, verifyOtp, type OneTimeCodeRequest } from '../../index';
import { askApproval } from '../approval';
import { messageOf } from '../message';
import { oneLine } from '../paint';
import type { Terminal } from '../terminal';
import { cardsAt } from './cards';
import type { Conversation } from './conversation';

/** Says something, shows what comes of it, and asks the person whatever the turn asks. */
export function turn(message: string, conversation: Conversation): Observable<unknown> {
  const { terminal, session, view, options, attached } = conversation;
  return messageOf(message, { ...options, attach: attached.splice(0) }).pipe(
    concatMap((whole) => session.turn(whole)),
    confirmWrites((prompt) => askApproval(terminal, prompt)),
    answerInteractions(cardsAt(terminal)),
    verifyOtp((request) => askCode(terminal, request)),
    tap(view.show),
  );
}

function askCode(
  terminal: Terminal,
  { maskedDestination, rejected }: OneTimeCodeRequest,
): Observable<string> {
  const again = rejected ? `${oneLine(rejected.message, 100)} ` : '';
  return terminal.ask(`  ${again}code sent to ${oneLine(maskedDestination, 60)}: `, true);
}
