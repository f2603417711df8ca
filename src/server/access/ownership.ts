import type { Conversation, Owner } from '../store';
import type { Principal } from './principal';

/** Whose a conversation is that this caller opens; `undefined` where nobody is asked. */
export function ownerOf(principal: Principal | undefined): Owner | undefined {
  if (!principal) return undefined;
  const { org } = principal;
  const email = emailOf(principal);
  return email === undefined ? { org } : { org, email };
}

/**
 * Whether a caller may know of a conversation. This decides it for every action, and what it denies
 * is answered as what does not exist.
 *
 * Where nobody is asked everything is everybody's. Else a conversation is its owner's; without an
 * email it is anybody's of the organisation who knows its id; and one that was opened while nobody
 * was asked is nobody's.
 */
export function mayReach({ owner }: Conversation, principal: Principal | undefined): boolean {
  if (!principal) return true;
  if (owner?.org !== principal.org) return false;
  return owner.email === undefined || owner.email === emailOf(principal);
}

/**
 * The email, or what stands for it with somebody who is known by an `authContext` alone. No email
 * is taken for that: emails are in lower case.
 */
function emailOf({ email, userId }: Principal): string | undefined {
  return email?.toLowerCase() ?? (userId === undefined ? undefined : `userId:${userId}`);
}
