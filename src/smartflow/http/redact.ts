/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** What is shorter is as likely a word of the message as it is a secret. */
const SHORTEST = 6;

/**
 * Takes each secret out of a text, also where it stands as in a URL or in JSON. A gateway may quote
 * the key that it refuses.
 */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const forms = new Set(
    secrets
      .filter((secret) => secret !== undefined && secret.length >= SHORTEST)
      .flatMap((secret = '') => [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
      ]),
  );
  // The longest first: a secret may be part of another.
  const longest = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longest.reduce((left, form) => left.replaceAll(form, '***'), text);
}

/** What led to an error; a copy without its secrets where it names one. */
export function withoutSecrets(cause: unknown, redact: Redact): unknown {
  if (!(cause instanceof Error)) return undefined;
  const { name, message, stack = '' } = cause;
  const inner = withoutSecrets(cause.cause, redact);
  if (inner === cause.cause && redact(message) === message && redact(stack) === stack) return cause;
  const copy = new Error(redact(message), inner === undefined ? undefined : { cause: inner });
  return Object.assign(copy, { name, stack: redact(stack) });
}
