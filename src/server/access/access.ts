import { of, type Observable, type TimestampProvider } from 'rxjs';
import type { Principal } from './principal';

/** Who may come, and who it is then: the port. */
export interface Access {
  /**
   * Decides on one connection. Cold; emits once. An error means that it cannot be told at the
   * moment: the client is refused with 503, and comes again.
   *
   * @param token - as it came in the URL, if there was one
   * @param clock - the clock of the server
   */
  authenticate(token: string | undefined, clock: TimestampProvider): Observable<Admission>;
  /** What the host should know about this member; logged when the server starts. */
  readonly warning?: string;
}

/** `problem` says why the token did not count. It never holds any of it. */
export type Admission =
  | {
      readonly kind: 'admitted';
      /** `undefined` where nobody is asked: everything is everybody's. */
      readonly principal: Principal | undefined;
      readonly problem?: string;
    }
  | { readonly kind: 'refused'; readonly problem: string };

/** Nobody is asked who they are, whatever token they bring; everything is everybody's. */
export function noAccess(): Access {
  return { authenticate: () => of({ kind: 'admitted', principal: undefined }) };
}
