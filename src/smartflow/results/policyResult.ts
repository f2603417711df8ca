import * as t from 'io-ts';
import { struct } from '../../protocol/codec/struct';
import { flagOr, many, text, textOr } from './fields';

/** What a policy says of a request: `allow`, `block`, `modify` or `warn`. */
export const PolicyResult = struct(
  'PolicyResult',
  { allowed: flagOr(true), violations: many(t.unknown), action: textOr('allow') },
  { policy_id: text, policy_name: text, modified_content: text },
);
export interface PolicyResult extends t.TypeOf<typeof PolicyResult> {}
