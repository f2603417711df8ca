import * as t from 'io-ts';
import { flagOr, lenient, shape, text, textOr } from './fields';

/** What a policy says of a request: `allow`, `block`, `modify` or `warn`. */
export const PolicyResult = /* @__PURE__ */ shape(
  {
    allowed: /* @__PURE__ */ flagOr(true),
    violations: /* @__PURE__ */ lenient(/* @__PURE__ */ t.readonlyArray(t.unknown), []),
    action: /* @__PURE__ */ textOr('allow'),
  },
  { policy_id: text, policy_name: text, modified_content: text },
);
export interface PolicyResult extends t.TypeOf<typeof PolicyResult> {}
