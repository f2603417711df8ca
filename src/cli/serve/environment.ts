import type { Io } from '../io';
import { misconfigured, type Given, type Source } from './given';
import { nearest } from './nearest';
import { ALL_SETTINGS } from './settings';

/** Whatever begins like this is for this server, and a mistake if it is not known. */
const OURS = 'SMOOTH_AGENT_';
/** Others may have some of these; one that is nearly ours is a mistake that would leave a door open. */
const NEARLY_OURS = 'AUTH_JWT_';

/** What the environment says. An empty variable says nothing. */
export function fromEnvironment(env: Io['env']): Source {
  refuseStrays(env);
  const source = new Map<string, Given>();
  for (const [name, setting] of ALL_SETTINGS) {
    const variable = setting.env.find((candidate) => env[candidate]);
    if (variable === undefined) continue;
    source.set(name, { value: env[variable], origin: variable, subject: variable });
  }
  return source;
}

function refuseStrays(env: Io['env']): void {
  const known = new Set([...ALL_SETTINGS.values()].flatMap((setting) => setting.env));
  for (const variable of Object.keys(env)) {
    if (!env[variable] || known.has(variable)) continue;
    const meant = nearest(variable, known);
    if (variable.startsWith(OURS) || (variable.startsWith(NEARLY_OURS) && meant !== undefined)) {
      const hint = meant === undefined ? 'Unset it.' : `Did you mean ${meant}?`;
      throw misconfigured(`${variable} is set, and this server has no such variable. ${hint}`);
    }
  }
}
