import * as t from 'io-ts';
import { shape } from './results/fields';

/** Whether a client talks to a Smartflow gateway, or to the providers themselves. */
export const Mode = t.keyof({ gateway: null, direct: null });
export type Mode = t.TypeOf<typeof Mode>;

/** Whom direct mode can call. */
export const PROVIDERS = ['openai', 'anthropic', 'gemini', 'ollama', 'local'] as const;
export type Provider = (typeof PROVIDERS)[number];

const one = shape({}, { api_key: t.string, base_url: t.string });

/** What `~/.smartflow/config.yaml` may say. What else is in it is nobody's business. */
export const SmartflowConfig = shape(
  {},
  {
    mode: Mode,
    gateway_url: t.string,
    api_key: t.string,
    default_model: t.string,
    providers: shape({}, { openai: one, anthropic: one, gemini: one, ollama: one, local: one }),
  },
);
export interface SmartflowConfig extends t.TypeOf<typeof SmartflowConfig> {}
