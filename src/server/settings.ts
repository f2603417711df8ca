import { asyncScheduler } from 'rxjs';
import { memoryBackplane } from './backplanes/memory';
import { operatorError, PROMPT_EXPIRY_MS } from '../protocol';
import { noAccess } from './access/access';
import { documentKnowledge, type Knowledge } from './knowledge';
import type { KnowledgeDocument } from './knowledge/documents';
import { seedKnowledge } from './knowledge/seed';
import { choices } from './interactions/choices';
import { identityIntake } from './interactions/identityIntake';
import { limitsOf, type Limits } from './limits';
import type { ChatModel } from './model';
import { extractiveModel } from './models/extractive/extractiveModel';
import { OPTION_RULES } from './optionRules';
import type { ServerOptions } from './options';
import { noSkills, type Skills } from './skills';
import type { OtpService } from './otp/otpService';
import { skillFolders } from './skills/skillFolders';
import { memoryStore } from './stores/memory';
import type { Tool } from './tools';
import { issueRefund } from './tools/issueRefund';
import { knowledgeSearch } from './tools/knowledgeSearch';

/** The options as the server uses them. */
export type Settings = Required<
  Omit<
    ServerOptions,
    'knowledge' | 'limits' | 'models' | 'preambleModel' | 'greeting' | 'skills' | 'otp'
  >
> & {
  readonly models: ReadonlyMap<string, ChatModel>;
  readonly preambleModel: ChatModel | undefined;
  readonly greeting: string | undefined;
  readonly skills: Skills;
  readonly otp: OtpService | undefined;
  readonly knowledge: Knowledge;
  /** What the knowledge lets the agent do: nothing, when there is none. */
  readonly knowledgeTools: readonly Tool[];
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
  const { knowledge = seedKnowledge(), agentName = 'smooth-agent', skills = noSkills } = options;
  const search = isSearch(knowledge) ? knowledge : documentKnowledge(knowledge);
  const hasKnowledge = isSearch(knowledge) || knowledge.length > 0;
  return {
    port: options.port ?? 8787,
    host: options.host ?? '127.0.0.1',
    model: options.model ?? extractiveModel(),
    models: new Map(Object.entries(options.models ?? {})),
    preambleModel: options.preambleModel,
    instructions:
      options.instructions ??
      `You are ${agentName}. Answer from the documents you are given, and say so when they do not hold the answer.`,
    greeting: options.greeting,
    skills: 'read' in skills ? skills : skillFolders(skills),
    knowledge: search,
    knowledgeTools: hasKnowledge ? [knowledgeSearch(search)] : [],
    tools: options.tools ?? [issueRefund()],
    confirmTools: options.confirmTools ?? ['issue_refund'],
    authTools: options.authTools ?? [],
    otp: options.otp,
    interactions: options.interactions ?? [identityIntake, choices],
    promptTimeout: options.promptTimeout ?? PROMPT_EXPIRY_MS,
    agentName,
    maxIterations: options.maxIterations ?? 20,
    maxTokens: options.maxTokens ?? 8192,
    access: options.access ?? noAccess(),
    origins: options.origins ?? ['*'],
    authContextSecret: options.authContextSecret ?? '',
    limits: limitsOf(options.limits),
    trustProxy: options.trustProxy ?? false,
    keepaliveInterval: options.keepaliveInterval ?? 30_000,
    drainTimeout: options.drainTimeout ?? 30_000,
    metrics: options.metrics ?? true,
    backplane: options.backplane ?? memoryBackplane(),
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
