/** How many replies are offered at once. */
const REPLIES_MAX = 4;

/**
 * Takes a text in pieces of any size, and lets go of what is meant to be read as soon as it is
 * certain. Where the pieces are cut makes no difference to what comes out in all.
 */
export interface Sieve {
  push(piece: string): string;
  /** What was held to the last, and is to be read after all. */
  end(): string;
  /** The replies it kept back; `undefined` when it met none. */
  readonly found: readonly string[] | undefined;
}

/** Replies as they are offered: each on one line, once, and not too many. */
export function tidied(replies: readonly string[]): string[] {
  const tidy = replies.map((reply) => reply.replace(/\s+/g, ' ').trim()).filter(Boolean);
  return [...new Set(tidy)].slice(0, REPLIES_MAX);
}
