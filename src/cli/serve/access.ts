import { isSmoothOperatorError } from '../../protocol';
import { jwtAccess, localToken, trusted, type Access, type JwtKeys } from '../../server';
import { lineOf } from '../failure';
import { originOf, type Configuration } from './configuration';
import { misconfigured } from './given';
import { SETTINGS, type SettingName } from './settings';

/** Who may come; `undefined` where nobody is asked. */
export function accessOf(configuration: Configuration): Access | undefined {
  const { values } = configuration;
  const strict = values['access.strict'];
  switch (values['access.mode']) {
    case 'none':
      return undefined;
    case 'trusted':
      return trusted({ strict });
    case 'local-token':
      return localToken({
        token: needed('access.localToken', configuration),
        claims: { sub: 'local', org: values['access.organization'] },
        strict,
      });
    case 'smoo':
      needed('access.issuer', configuration);
      return byJwt(configuration);
    case 'jwt':
      return byJwt(configuration);
  }
}

/** What looks as if somebody were asked, while nobody is. */
export function unusedAccess({ values, origins }: Configuration): string | undefined {
  if (values['access.mode'] !== 'none') return undefined;
  const unused = [...origins].filter(([name]) => /^access\.(?!mode$)/.test(name));
  if (unused.length === 0) return undefined;
  const settings = unused.map(([, origin]) => origin).join(', ');
  return `access.mode is none: anybody may come, whatever is set by ${settings}.`;
}

const KEYS = ['access.hs256Secret', 'access.rs256PublicKey', 'access.jwksUrl'] as const;

function byJwt(configuration: Configuration): Access {
  const { values } = configuration;
  const [key, another] = KEYS.filter((name) => values[name] !== undefined);
  const choice = listed(KEYS.map(howToSet), 'or');
  if (key === undefined) throw misconfigured(`${modeOf(configuration)} needs ${choice}.`);
  if (another !== undefined) {
    const both = `${originOf(configuration, key)} and ${originOf(configuration, another)}`;
    throw misconfigured(`${both} are both set: ${modeOf(configuration)} takes one of ${choice}.`);
  }
  const issuer = values['access.issuer'];
  const audience = values['access.audience'];
  try {
    return jwtAccess({
      ...keysOf(key, needed(key, configuration)),
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
      requiredClaims: values['access.requiredClaims'],
      strict: values['access.strict'],
    });
  } catch (error) {
    if (!isSmoothOperatorError(error)) throw error;
    throw misconfigured(`${originOf(configuration, key)} cannot be used: ${lineOf(error)}`);
  }
}

function keysOf(name: (typeof KEYS)[number], value: string): JwtKeys {
  switch (name) {
    case 'access.hs256Secret':
      return { hs256Secret: value };
    case 'access.rs256PublicKey':
      return { rs256PublicKey: value };
    case 'access.jwksUrl':
      return { jwksUrl: value };
  }
}

type TextSetting = 'access.issuer' | 'access.localToken' | (typeof KEYS)[number];

function needed(name: TextSetting, configuration: Configuration): string {
  const value = configuration.values[name];
  if (value !== undefined) return value;
  throw misconfigured(`${modeOf(configuration)} needs ${howToSet(name)}.`);
}

/** `access.mode 'jwt' (AUTH_MODE)` */
function modeOf(configuration: Configuration): string {
  const origin = originOf(configuration, 'access.mode');
  return `access.mode '${configuration.values['access.mode']}' (${origin})`;
}

function howToSet(name: SettingName): string {
  const [variable] = SETTINGS[name].env;
  return variable === undefined ? name : `${name} (env ${variable})`;
}

function listed(items: readonly string[], word: string): string {
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;
}
