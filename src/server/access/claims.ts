import type { Principal, Role } from './principal';

/** What a token says of its bearer, as it came. */
export type Claims = Readonly<Record<string, unknown>>;

const ROLES: readonly Role[] = ['basic', 'curator', 'admin'];
const NOBODY = { sub: 'unknown', org: 'public', role: 'basic', groups: [] } as const;

/** Whoever comes without a token that counts. */
export const ANONYMOUS: Principal = { ...NOBODY, isAuthenticated: false };

/** The bearer of these claims. What is missing, blank or of a wrong type has its default. */
export function principalOf({ sub, org, org_id, role, groups, email }: Claims): Principal {
  const address = textOf(email)?.toLowerCase();
  return {
    sub: textOf(sub) ?? NOBODY.sub,
    org: textOf(org) ?? textOf(org_id) ?? NOBODY.org,
    role: ROLES.find((known) => known === role) ?? NOBODY.role,
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
    ...(address !== undefined && { email: address }),
    isAuthenticated: true,
  };
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : undefined;
}
