/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** What is shorter is as likely a word of the message as it is a secret. */
const SHORTEST = 6;

/** Takes each secret out of a text. A gateway may quote the key that it refuses. */
export function redactor(secrets: readonly string[]): Redact {
  // The longest first: a secret may be part of another.
  const longest = secrets
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  return (text) => longest.reduce((left, secret) => left.replace(written(secret), '***'), text);
}

/** A text as it is, or as JSON may have it: with a backslash before what is no letter. */
function written(text: string): RegExp {
  return new RegExp(text.replace(/\W/g, '\\\\?\\$&'), 'g');
}

/** What led to an error, in a copy that has none of the secrets: its messages, names and codes. */
export function withoutSecrets(cause: unknown, redact: Redact): Error | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { name, message, code } = cause as NodeJS.ErrnoException;
  const copy = new Error(redact(message), { cause: withoutSecrets(cause.cause, redact) });
  return Object.assign(copy, { name, code });
}
