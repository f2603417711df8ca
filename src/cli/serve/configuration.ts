import { isAbsolute, join } from 'node:path';
import { inspect } from 'node:util';
import type { Io } from '../io';
import { oneLine } from '../paint';
import { fromEnvironment } from './environment';
import { fromFile } from './file';
import { misconfigured, type Given, type Source } from './given';
import { didYouMean } from './nearest';
import type { Setting } from './setting';
import { ALL_SETTINGS, type SettingName, type Values } from './settings';

const CONFIG_VARIABLE = 'SMOOTH_OPERATOR_CONFIG';

/** What is set, and by whom. */
export interface Configuration {
  readonly values: Values;
  /** Where the value of a setting comes from; a setting that nobody has set has its default. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Reads every setting: a flag wins over its variable, that over the file, and the file over the default.
 *
 * @param file - the configuration file. @defaultValue the one `SMOOTH_OPERATOR_CONFIG` names, or none
 * @throws a {@link Failure} of one line that names what is wrong first, and where
 */
export function configuration(
  flags: Source,
  { env }: Pick<Io, 'env'>,
  file?: string,
): Configuration {
  const named = file ?? env[CONFIG_VARIABLE];
  const sources = [flags, fromEnvironment(env), named ? fromFile(named) : new Map<string, Given>()];
  const origins = new Map<string, string>();
  const values = [...ALL_SETTINGS].map(([name, setting]): [string, unknown] => {
    const given = sources.map((source) => source.get(name)).find((one) => one !== undefined);
    if (!given) return [name, setting.default];
    origins.set(name, given.origin);
    return [name, valueOf(setting, given)];
  });
  // Each has been read by the type of its own setting, which the loop hides from the compiler.
  return { values: Object.fromEntries(values) as Values, origins };
}

/** How a person finds what has been set: `SMOOTH_AGENT_PORT`; for a default the name of the setting. */
export function originOf({ origins }: Configuration, name: SettingName): string {
  return origins.get(name) ?? name;
}

function valueOf({ type, isSecret, isPath }: Setting<unknown>, given: Given): unknown {
  const decoded = type.decode(given.value);
  if (decoded._tag === 'Right') return isPath ? beside(given.folder, decoded.right) : decoded.right;
  const is = isSecret ? '' : ` is ${shown(given.value)}: it`;
  const hint = isSecret ? '' : didYouMean(given.value, type.choices ?? []);
  throw misconfigured(`${given.subject}${is} must be ${type.name}.${hint}`);
}

/** A path or a list of paths, from the folder they were written in. */
function beside(folder: string | undefined, path: unknown): unknown {
  if (Array.isArray(path)) return path.map((one) => beside(folder, one));
  return folder === undefined || typeof path !== 'string' || isAbsolute(path)
    ? path
    : join(folder, path);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${oneLine(value, 60)}'` : oneLine(inspect(value), 60);
}
