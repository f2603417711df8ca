import type * as t from 'io-ts';
import { flagOr, Json, many, number, shape, text, words } from './fields';

/** An agent as a gateway has it on record. No method gives one; `request` may. */
export const AgentConfig = /* @__PURE__ */ shape(
  {
    name: words,
    tools: /* @__PURE__ */ many(Json),
    enable_caching: /* @__PURE__ */ flagOr(true),
    enable_logging: /* @__PURE__ */ flagOr(true),
  },
  {
    description: text,
    model: text,
    system_prompt: text,
    temperature: number,
    max_tokens: number,
    compliance_policy: text,
    fallback_provider: text,
  },
);
export interface AgentConfig extends t.TypeOf<typeof AgentConfig> {}
