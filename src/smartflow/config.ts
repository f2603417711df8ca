import * as t from 'io-ts';
import { mapped } from './mapped';
import { shape } from './results/fields';

/** Whether a client talks to a Smartflow gateway, or to the providers themselves. */
export const Mode = t.keyof({ gateway: null, direct: null });
export type Mode = t.TypeOf<typeof Mode>;

/** Where each provider is, unless told otherwise. */
export const BASE_URLS = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta/openai',
  ollama: 'http://localhost:11434/v1',
  local: undefined,
};
export type Provider = keyof typeof BASE_URLS;

/** Whom direct mode can call. */
export const PROVIDERS = Object.keys(BASE_URLS) as readonly Provider[];

const one = shape({}, { api_key: t.string, base_url: t.string });

/** What `~/.smartflow/config.yaml` may say. What else is in it is nobody's business. */
export const SmartflowConfig = shape(
  {},
  {
    mode: Mode,
    gateway_url: t.string,
    api_key: t.string,
    default_model: t.string,
    providers: shape(
      {},
      mapped(BASE_URLS, () => one),
    ),
  },
);
export interface SmartflowConfig extends t.TypeOf<typeof SmartflowConfig> {}
