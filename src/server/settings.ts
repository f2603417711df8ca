import { asyncScheduler } from 'rxjs';
import { operatorError, PROMPT_EXPIRY_MS } from '../protocol';
import { documentKnowledge, type Knowledge } from './knowledge';
import type { KnowledgeDocument } from './knowledge/documents';
import { seedKnowledge } from './knowledge/seed';
import { limitsOf, type Limits } from './limits';
import { extractiveModel } from './models/extractive/extractiveModel';
import { OPTION_RULES } from './optionRules';
import type { ServerOptions } from './options';
import { memoryStore } from './stores/memory';
import { issueRefund } from './tools/issueRefund';

/** The options as the server uses them. */
export type Settings = Required<Omit<ServerOptions, 'knowledge' | 'limits'>> & {
  readonly knowledge: Knowledge;
  readonly limits: Limits;
};

/**
 * The options with their defaults.
 *
 * @throws a {@link SmoothOperatorError} of kind `invalid` that names the first option that is wrong
 */
export function settingsOf(options: ServerOptions): Settings {
  for (const [name, value] of Object.entries(options)) {
    const rule = OPTION_RULES.get(name);
    if (!rule) {
      const known = [...OPTION_RULES.keys()].join(', ');
      throw invalid(`There is no option ${name}. The options are ${known}.`);
    }
    if (value !== undefined && !rule.holds(value)) {
      throw invalid(`The option ${name} must be ${rule.be}.`);
    }
  }
  const { knowledge = seedKnowledge() } = options;
  return {
    port: options.port ?? 8787,
    host: options.host ?? '127.0.0.1',
    model: options.model ?? extractiveModel(),
    knowledge: isSearch(knowledge) ? knowledge : documentKnowledge(knowledge),
    tools: options.tools ?? [issueRefund()],
    confirmTools: options.confirmTools ?? ['issue_refund'],
    promptTimeout: options.promptTimeout ?? PROMPT_EXPIRY_MS,
    agentName: options.agentName ?? 'smooth-agent',
    maxIterations: options.maxIterations ?? 20,
    limits: limitsOf(options.limits),
    store: options.store ?? memoryStore(),
    clock: options.clock ?? asyncScheduler,
    ids: options.ids ?? (() => crypto.randomUUID()),
    onLog: options.onLog ?? (() => undefined),
  };
}

function isSearch(knowledge: readonly KnowledgeDocument[] | Knowledge): knowledge is Knowledge {
  return 'retrieve' in knowledge;
}

function invalid(message: string) {
  return operatorError('invalid', 'INVALID_OPTION', message, {});
}
