import { isOrigins, ORIGINS_RULE } from './access/origins';
import { isLimits, LIMITS_RULE } from './limits';
import type { ServerOptions } from './options';

/** What an option must be. */
interface Rule {
  /** In words, after “must be”. */
  readonly be: string;
  holds(value: unknown): boolean;
}

/** The longest delay a timer can have, in milliseconds. */
const TIMER_MAX = 2_147_483_647;

const PARTS_OF_NAMES: Rule = {
  be: 'a list of parts of tool names',
  holds: (v) => Array.isArray(v) && v.every(isText),
};

const rules: Readonly<Record<keyof ServerOptions, Rule>> = {
  port: { be: 'a whole number from 0 to 65535', holds: (v) => isInteger(v, 0, 65_535) },
  host: { be: 'an address or a host name', holds: isText },
  model: { be: 'a model: an object with complete()', holds: (v) => has(v, 'complete') },
  models: {
    be: 'models by name, each an object with complete()',
    holds: (v) =>
      isObject(v) && !Array.isArray(v) && Object.values(v).every((model) => has(model, 'complete')),
  },
  preambleModel: { be: 'a model: an object with complete()', holds: (v) => has(v, 'complete') },
  instructions: { be: 'a text that is not blank', holds: isText },
  greeting: { be: 'a text that is not blank', holds: isText },
  skills: {
    be: 'a list of folders, or an object with read()',
    holds: (v) => has(v, 'read') || (Array.isArray(v) && v.every(isText)),
  },
  knowledge: {
    be: 'documents, each with a text and an id of its own, or an object with retrieve()',
    holds: (v) =>
      has(v, 'retrieve') ||
      isListOf(
        v,
        'id',
        (d) =>
          typeof d['text'] === 'string' && isOptionalText(d['title']) && isOptionalText(d['url']),
      ),
  },
  tools: {
    be: 'tools, each with a name of its own, a description, parameters (a JSON Schema of type object) and run()',
    holds: (v) =>
      isListOf(
        v,
        'name',
        (t) => typeof t['description'] === 'string' && isSchema(t['parameters']) && has(t, 'run'),
      ),
  },
  confirmTools: PARTS_OF_NAMES,
  authTools: PARTS_OF_NAMES,
  otp: {
    be: 'a one-time code service: an object with send() and verify()',
    holds: (v) => has(v, 'send') && has(v, 'verify'),
  },
  interactions: {
    be: 'kinds of cards, each with a kind of its own, a capability, a description, parameters (a JSON Schema of type object), read(), check() and instructions()',
    holds: (v) =>
      isListOf(
        v,
        'kind',
        (k) =>
          isText(k['capability']) &&
          isText(k['description']) &&
          isSchema(k['parameters']) &&
          ['read', 'check', 'instructions'].every((method) => has(k, method)),
      ),
  },
  promptTimeout: {
    be: 'a number of milliseconds above 0 and below 2^31',
    holds: (v) => isInteger(v, 1, TIMER_MAX),
  },
  agentName: { be: 'a name', holds: isText },
  maxIterations: { be: 'a whole number above 0', holds: (v) => isInteger(v, 1) },
  maxTokens: { be: 'a whole number above 0', holds: (v) => isInteger(v, 1) },
  access: {
    be: 'an object with authenticate(), such as noAccess() or jwtAccess()',
    holds: (v) => has(v, 'authenticate'),
  },
  origins: { be: ORIGINS_RULE, holds: isOrigins },
  authContextSecret: { be: 'a secret that is not blank', holds: isText },
  limits: { be: LIMITS_RULE, holds: isLimits },
  trustProxy: { be: 'true or false', holds: isBoolean },
  keepaliveInterval: {
    be: 'a number of milliseconds above 0 and below 2^31, or Infinity',
    holds: (v) => v === Infinity || isInteger(v, 1, TIMER_MAX),
  },
  drainTimeout: {
    be: 'a number of milliseconds below 2^31',
    holds: (v) => isInteger(v, 0, TIMER_MAX),
  },
  metrics: { be: 'true or false', holds: isBoolean },
  backplane: {
    be: 'a backplane: an object with publish() and events()',
    holds: (v) => has(v, 'publish') && has(v, 'events'),
  },
  store: {
    be: 'a ConversationStore',
    holds: (v) =>
      [
        'putConversation',
        'conversation',
        'putSession',
        'session',
        'updateConversation',
        'updateSession',
        'append',
        'latest',
        'page',
        'list',
      ].every((method) => has(v, method)),
  },
  clock: { be: 'an object with now()', holds: (v) => has(v, 'now') },
  ids: { be: 'a function', holds: isFunction },
  onLog: { be: 'a function', holds: isFunction },
};

/** The rule of each option, by its name: a map, because an option may be called `constructor`. */
export const OPTION_RULES: ReadonlyMap<string, Rule> = new Map(Object.entries(rules));

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function has(value: unknown, method: string): boolean {
  return isObject(value) && isFunction(value[method]);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isInteger(value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
}

/** A list of objects, each named by a text of its own in `key`. */
function isListOf(
  value: unknown,
  key: string,
  holds: (item: Readonly<Record<string, unknown>>) => boolean,
): boolean {
  if (!Array.isArray(value)) return false;
  const names = new Set(value.map((item: unknown) => (isObject(item) ? item[key] : undefined)));
  return (
    names.size === value.length &&
    value.every((item) => isObject(item) && isText(item[key]) && holds(item))
  );
}

function isSchema(value: unknown): boolean {
  if (!isObject(value) || value['type'] !== 'object' || !isObject(value['properties']))
    return false;
  return Object.values(value['properties']).every((property) => {
    if (!isObject(property)) return false;
    const { pattern } = property as { pattern?: unknown };
    return pattern === undefined || (typeof pattern === 'string' && isPattern(pattern));
  });
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
