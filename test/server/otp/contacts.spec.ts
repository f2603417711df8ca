import { describe, expect, it } from 'vitest';
import { contactsOf, masked } from '../../../src/server/otp/contacts';
import type { Session } from '../../../src/server/store';

const session = (fields: Partial<Session>): Session => ({
  sessionId: 's',
  conversationId: 'c',
  agentId: 'agent',
  ...fields,
});
const email = (destination: string) => ({ channel: 'email', destination }) as const;
const sms = (destination: string) => ({ channel: 'sms', destination }) as const;

describe('where a one-time code can go', () => {
  it.each<[string, Partial<Session>, ReturnType<typeof contactsOf>]>([
    ['nowhere without a contact', {}, []],
    ['to the email the page told', { userEmail: 'ada@x.org' }, [email('ada@x.org')]],
    [
      'to the email of a card before that of the page',
      { userEmail: 'page@x.org', contactEmail: 'card@x.org' },
      [email('card@x.org')],
    ],
    ['to a phone', { contactPhone: '+15550100' }, [sms('+15550100')]],
    [
      'by email before SMS',
      { contactPhone: '+1 (555) 010-0123', userEmail: 'ada@x.org' },
      [email('ada@x.org'), sms('+1 (555) 010-0123')],
    ],
    [
      'to the email of the page when that of the card is none',
      { contactEmail: 'none', userEmail: 'ada@x.org' },
      [email('ada@x.org')],
    ],
  ])('is %s', (_what, fields, contacts) => {
    expect(contactsOf(session(fields))).toEqual(contacts);
  });

  it.each([
    'ada',
    '',
    ' ',
    '@',
    'ada@',
    '@x.org',
    'a@b@c',
    'ada@x.org\r\nBcc: eve@x.org',
    'ada @x.org',
  ])('is not %j, which the page says is an email', (userEmail) => {
    expect(contactsOf(session({ userEmail }))).toEqual([]);
  });

  it.each(['', 'call me', '+', '12', '+1;ext=9', '5'.repeat(40)])(
    'is not %j, which is no phone number',
    (contactPhone) => {
      expect(contactsOf(session({ contactPhone }))).toEqual([]);
    },
  );
});

describe('a destination, masked', () => {
  it.each([
    [email('ada@example.com'), 'a***@example.com'],
    [email('ab@x.org'), 'a***@x.org'],
    [email('a@x.org'), '***@x.org'],
    [email('🦀crab@x.org'), '🦀***@x.org'],
    [email('🦀@x.org'), '***@x.org'],
    [sms('+15550167'), '***67'],
    [sms('+1 (555) 010-0123'), '***23'],
    [sms('5550 1 6'), '***16'],
  ])('shows of %j what its user knows it by: %s', (contact, shown) => {
    expect(masked(contact)).toBe(shown);
  });
});
