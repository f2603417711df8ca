import * as t from 'io-ts';
import { struct } from '../protocol/codec/struct';
import { oneOf } from '../protocol/codec/primitives';

/** Whether a client talks to a Smartflow gateway, or to the providers themselves. */
export const Mode = oneOf('gateway', 'direct');
export type Mode = t.TypeOf<typeof Mode>;

/** Whom direct mode can call. */
export const PROVIDERS = ['openai', 'anthropic', 'gemini', 'ollama', 'local'] as const;
export type Provider = (typeof PROVIDERS)[number];

const ProviderConfig = struct('provider', {}, { api_key: t.string, base_url: t.string });

/** What `~/.smartflow/config.yaml` may say. What else is in it is nobody's business. */
export const SmartflowConfig = struct(
  'SmartflowConfig',
  {},
  {
    mode: Mode,
    gateway_url: t.string,
    api_key: t.string,
    default_model: t.string,
    providers: struct(
      'providers',
      {},
      {
        openai: ProviderConfig,
        anthropic: ProviderConfig,
        gemini: ProviderConfig,
        ollama: ProviderConfig,
        local: ProviderConfig,
      },
    ),
  },
);
export interface SmartflowConfig extends t.TypeOf<typeof SmartflowConfig> {}
