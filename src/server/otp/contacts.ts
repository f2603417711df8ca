import type { OtpChannel } from '../../protocol';
import type { Session } from '../store';

/** Where a one-time code can reach a user. */
export interface Contact {
  readonly channel: OtpChannel;
  readonly destination: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const PHONE = /^\+?\d[\d .()-]{3,24}$/;

/**
 * The contacts of a session, email before SMS. What the user told on a card counts before what the
 * page said when it opened the session, and nobody has checked the form of that: what cannot be an
 * address is none.
 */
export function contactsOf({ contactEmail, contactPhone, userEmail }: Session): readonly Contact[] {
  const email = [contactEmail, userEmail].find((text) => text !== undefined && EMAIL.test(text));
  const phone = contactPhone !== undefined && PHONE.test(contactPhone) ? contactPhone : undefined;
  return [
    ...(email === undefined ? [] : [{ channel: 'email', destination: email } as const]),
    ...(phone === undefined ? [] : [{ channel: 'sms', destination: phone } as const]),
  ];
}

/**
 * Whether the user still goes by the contacts they had when the last code was sent. Else somebody
 * could have a code sent to themselves, give another's address on a card, and be verified as that
 * other.
 */
export function hasKeptContacts(session: Session): boolean {
  const { codeSentFor } = session;
  const now = contactsOf(session);
  return (
    codeSentFor === undefined ||
    (codeSentFor.length === now.length &&
      now.every(({ destination }, index) => destination === codeSentFor[index]))
  );
}

/** The destination so that its user knows it and nobody else does: `a***@example.com`, `***67`. */
export function masked({ channel, destination }: Contact): string {
  if (channel === 'sms') return `***${destination.replace(/\D/g, '').slice(-2)}`;
  const at = destination.lastIndexOf('@');
  const [first = ''] = destination;
  return `${at > first.length ? first : ''}***${destination.slice(at)}`;
}
