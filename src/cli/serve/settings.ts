import type { Setting } from './setting';
import { ACCESS } from './settings/access';
import { AGENT } from './settings/agent';
import { LIMITS } from './settings/limits';
import { LISTENING, OPERATIONS } from './settings/listening';

/** Every setting of `serve`, by its name in the configuration file. A further one is one entry. */
export const SETTINGS = { ...LISTENING, ...AGENT, ...ACCESS, ...LIMITS, ...OPERATIONS } as const;

export type SettingName = keyof typeof SETTINGS;

/** The settings as `serve` uses them. */
export type Values = {
  readonly [K in SettingName]: (typeof SETTINGS)[K] extends Setting<infer A> ? A : never;
};

/** The same table, for those that treat all settings alike. */
export const ALL_SETTINGS: ReadonlyMap<string, Setting<unknown>> = new Map<
  string,
  Setting<unknown>
>(Object.entries(SETTINGS));
