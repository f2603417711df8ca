import * as t from 'io-ts';
import { flagOr, lenient, shape, text, textOr } from './fields';

/** What a policy says of a request: `allow`, `block`, `modify` or `warn`. */
export const PolicyResult = shape(
  {
    allowed: flagOr(true),
    violations: lenient(t.readonlyArray(t.unknown), []),
    action: textOr('allow'),
  },
  { policy_id: text, policy_name: text, modified_content: text },
);
export interface PolicyResult extends t.TypeOf<typeof PolicyResult> {}
