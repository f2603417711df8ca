import { of } from 'rxjs';
import { contactsOf } from '../../otp/contacts';
import type { AuthLevel } from '../../tools';
import type { Turn } from '../../transcript';
import { describe } from '../describe';
import { failure, type Gate } from '../course';

/**
 * Refuses what the user may not have run. The model is told so, as the result of its call; a user
 * who can show who they are is offered a one-time code at the end of the turn.
 */
export const authorization: Gate = ({ name, arguments: args }, tool, turn, transcript) => {
  const level = turn.service.authLevelOf(tool);
  if (mayRun(level, turn)) return undefined;
  if (level === 'admin') return refused(`Error: ${name} is for administrators only.`);

  transcript.unverified ??= { toolId: name, actionDescription: describe(tool, args) };
  return refused(
    turn.service.otp && contactsOf(turn.session).length > 0
      ? `Error: ${name} needs a verified user. The user is sent a one-time code after this reply: ask them to enter it and then to say their message again.`
      : `Error: ${name} needs a verified user, and who this user is cannot be verified.`,
  );
};

function mayRun(level: AuthLevel, { principal, session }: Turn): boolean {
  const isAuthenticated = principal?.isAuthenticated === true;
  switch (level) {
    case 'none':
      return true;
    case 'end_user':
      return isAuthenticated || session.otpVerified === true;
    case 'admin':
      return isAuthenticated && principal.role === 'admin';
  }
}

function refused(text: string) {
  return { outcome$: of(failure(text)) };
}
