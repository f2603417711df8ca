import { asyncScheduler, type TimestampProvider } from 'rxjs';
import { FRAME_MAX_BYTES, operatorError, PROMPT_EXPIRY_MS } from '../protocol';
import { documentKnowledge, type Knowledge } from './knowledge';
import type { KnowledgeDocument } from './knowledge/documents';
import { seedKnowledge } from './knowledge/seed';
import type { Log } from './log';
import type { ChatModel } from './model';
import { extractiveModel } from './models/extractive/extractiveModel';
import { memoryStore } from './stores/memory';
import type { ConversationStore } from './store';
import type { Tool } from './tools';
import { issueRefund } from './tools/issueRefund';

/** How a server is to be. Everything has a default; what is given is checked before anything starts. */
export interface ServerOptions {
  /**
   * The TCP port; 0 picks a free one.
   * @defaultValue 8787
   */
  readonly port?: number;
  /**
   * The address to listen on. The default is reachable from this machine only.
   * @defaultValue '127.0.0.1'
   */
  readonly host?: string;
  /**
   * Who answers.
   * @defaultValue {@link extractiveModel}: embedded, no key and no network
   */
  readonly model?: ChatModel;
  /**
   * What the agent can answer from: documents to search, or a search of your own.
   * @defaultValue {@link seedKnowledge}
   */
  readonly knowledge?: readonly KnowledgeDocument[] | Knowledge;
  /**
   * What the agent can do.
   * @defaultValue the demo's {@link issueRefund}
   */
  readonly tools?: readonly Tool[];
  /**
   * Tools whose name contains one of these wait for a person's approval.
   * @defaultValue ['issue_refund']
   */
  readonly confirmTools?: readonly string[];
  /**
   * How long an approval may take, in milliseconds; then it counts as a denial.
   * @defaultValue 300000
   */
  readonly confirmTimeout?: number;
  /**
   * What the agent is called.
   * @defaultValue 'smooth-agent'
   */
  readonly agentName?: string;
  /**
   * How often one turn may call the model.
   * @defaultValue 20
   */
  readonly maxIterations?: number;
  /**
   * The largest frame that is read, in bytes. A larger one is answered with `VALIDATION_ERROR`; one
   * that is also above 16 MiB is not even received: its connection is closed with 1009.
   * @defaultValue 1048576
   */
  readonly maxFrameBytes?: number;
  /**
   * Where conversations are kept.
   * @defaultValue {@link memoryStore}
   */
  readonly store?: ConversationStore;
  /**
   * The clock of every timestamp.
   * @defaultValue the one of RxJS's schedulers
   */
  readonly clock?: TimestampProvider;
  /**
   * Makes the id of everything that has one. Clients may insist on UUIDs.
   * @defaultValue random UUIDs
   */
  readonly ids?: () => string;
  /**
   * Is told what the server does. What it throws is ignored.
   * @defaultValue nothing is told
   */
  readonly onLog?: Log;
}

export type Settings = Required<Omit<ServerOptions, 'knowledge'>> & {
  readonly knowledge: Knowledge;
};

const TIMER_MAX = 2_147_483_647;

/**
 * The options with their defaults.
 *
 * @throws a {@link SmoothOperatorError} of kind `invalid` that names the first option that is wrong
 */
export function settingsOf(options: ServerOptions): Settings {
  for (const [name, value] of Object.entries(options)) {
    const rule = RULES[name as keyof ServerOptions];
    if (!rule)
      throw invalid(
        `There is no option ${name}. The options are ${Object.keys(RULES).join(', ')}.`,
      );
    if (value !== undefined && !rule.holds(value))
      throw invalid(`The option ${name} must be ${rule.be}.`);
  }
  const { knowledge = seedKnowledge() } = options;
  return {
    port: options.port ?? 8787,
    host: options.host ?? '127.0.0.1',
    model: options.model ?? extractiveModel(),
    knowledge: isSearch(knowledge) ? knowledge : documentKnowledge(knowledge),
    tools: options.tools ?? [issueRefund()],
    confirmTools: options.confirmTools ?? ['issue_refund'],
    confirmTimeout: options.confirmTimeout ?? PROMPT_EXPIRY_MS,
    agentName: options.agentName ?? 'smooth-agent',
    maxIterations: options.maxIterations ?? 20,
    maxFrameBytes: options.maxFrameBytes ?? FRAME_MAX_BYTES,
    store: options.store ?? memoryStore(),
    clock: options.clock ?? asyncScheduler,
    ids: options.ids ?? (() => crypto.randomUUID()),
    onLog: options.onLog ?? (() => undefined),
  };
}

interface Rule {
  readonly be: string;
  holds(value: unknown): boolean;
}

const RULES: Readonly<Record<keyof ServerOptions, Rule>> = {
  port: { be: 'a whole number from 0 to 65535', holds: (v) => isInteger(v, 0, 65_535) },
  host: { be: 'an address or a host name', holds: isText },
  model: { be: 'a model: an object with complete()', holds: (v) => has(v, 'complete') },
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
  confirmTools: {
    be: 'a list of parts of tool names',
    holds: (v) => Array.isArray(v) && v.every(isText),
  },
  confirmTimeout: {
    be: 'a number of milliseconds above 0 and below 2^31',
    holds: (v) => isInteger(v, 1, TIMER_MAX),
  },
  agentName: { be: 'a name', holds: isText },
  maxIterations: { be: 'a whole number above 0', holds: (v) => isInteger(v, 1) },
  maxFrameBytes: { be: 'a whole number of bytes above 0', holds: (v) => isInteger(v, 1) },
  store: {
    be: 'a ConversationStore',
    holds: (v) =>
      [
        'putConversation',
        'conversation',
        'putSession',
        'session',
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

function isSearch(knowledge: readonly KnowledgeDocument[] | Knowledge): knowledge is Knowledge {
  return 'retrieve' in knowledge;
}

function invalid(message: string) {
  return operatorError('invalid', 'INVALID_OPTION', message, {});
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
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
