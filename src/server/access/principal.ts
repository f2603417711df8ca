/** Who is at the other end, as their token says. */
export interface Principal {
  /** Who they are: the `sub` of their token. */
  readonly sub: string;
  readonly org: string;
  readonly role: Role;
  readonly groups: readonly string[];
  /** In lower case. Whose conversations are whose goes by this. */
  readonly email?: string;
  /** Who they are on the signed word of the host page, the `authContext` of their session. */
  readonly userId?: string;
  /** Whether a token or an `authContext` said so; `false` for whoever came without a valid one. */
  readonly isAuthenticated: boolean;
}

/** What somebody may do, each including the ones before it. */
export type Role = 'basic' | 'curator' | 'admin';
