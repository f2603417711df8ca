/** The longest address that mail can be sent to, in characters. */
const EMAIL_MAX = 254;

/**
 * An address with its domain in lower case; `undefined` if the text is none. Looks at the shape
 * alone: whether anybody reads it, only a message to it can tell.
 */
export function emailOf(text: string): string | undefined {
  const address = text.trim();
  const [local, domain, ...more] = address.split('@');
  if (!local || domain === undefined || more.length > 0 || /\s/.test(address)) return undefined;
  const parts = domain.split('.');
  if (parts.length < 2 || parts.includes('')) return undefined;
  const email = `${local}@${domain.toLowerCase()}`;
  return email.length > EMAIL_MAX ? undefined : email;
}
