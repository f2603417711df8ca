/** Why a socket is not open: what the classification decides on. */
export type Cause =
  /** It was open, and closed; code 1005 or 1006 when no close frame came. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** It closed before it opened. Browsers hide why; in Node `status` is the HTTP answer, if one came. */
  | { readonly kind: 'handshake'; readonly status?: number; readonly message: string }
  /** It did not open in time. */
  | { readonly kind: 'connect_timeout'; readonly afterMs: number }
  /** It was open and silent, and a ping went unanswered. */
  | { readonly kind: 'heartbeat'; readonly afterMs: number }
  /** The token getter failed, or gave something else than a string. */
  | { readonly kind: 'token'; readonly message: string; readonly error?: unknown }
  /** The socket could not even be made. */
  | { readonly kind: 'unusable'; readonly message: string };

/** One line for a person. Never contains a token. */
export function describeCause(cause: Cause): string {
  switch (cause.kind) {
    case 'closed':
      return `the socket closed with code ${cause.code}${cause.reason && ` (${cause.reason})`}`;
    case 'handshake':
      return cause.status === undefined
        ? `the handshake failed: ${cause.message}`
        : `the handshake failed: HTTP ${cause.status}`;
    case 'connect_timeout':
      return `the socket did not open within ${cause.afterMs} ms`;
    case 'heartbeat':
      return `a ping was not answered within ${cause.afterMs} ms`;
    case 'token':
      return `no token: ${cause.message}`;
    case 'unusable':
      return cause.message;
  }
}

/** The close code of a cause, as the field of an error, where it has one. */
export function closeCodeOf(cause: Cause): { readonly closeCode?: number } {
  return cause.kind === 'closed' ? { closeCode: cause.code } : {};
}
