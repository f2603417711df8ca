import { delimiter } from 'node:path';
import { setting } from '../setting';
import { list, milliseconds, oneOf, text, truth, url, wholeNumber } from '../values';

/** Who answers, from what, and with which tools. */
export const AGENT = {
  agentName: setting({
    type: text,
    default: 'smooth-agent',
    help: 'what the agent is called',
  }),
  model: setting({
    type: text,
    env: ['SMOOTH_AGENT_MODEL', 'SMOOAI_MODEL'],
    flag: '--model <name>',
    help: 'who answers: extractive, scripted (as it is with a script), or a model such as gpt-4o',
  }),
  offeredModels: setting({
    type: list('models', ',', 'commas'),
    default: [],
    flag: '--offer <model...>',
    help: 'the models that a message may ask for by name instead',
  }),
  gatewayUrl: setting({
    type: url,
    env: ['SMOOAI_GATEWAY_URL'],
    help: 'the gateway to the models; without it what `smartflow status` tells',
  }),
  gatewayKey: setting({
    type: text,
    env: ['SMOOAI_GATEWAY_KEY'],
    isSecret: true,
    help: 'the key of the gateway; alone, of https://llm.smoo.ai/v1',
  }),
  script: setting({
    type: text,
    flag: '--script <file>',
    isPath: true,
    help: 'what the scripted model says: a JSON list of entries',
  }),
  tokenDelay: setting({
    type: wholeNumber(0, 60_000),
    default: 0,
    flag: '--token-delay <ms>',
    help: 'pause between two tokens of the extractive model, in milliseconds',
  }),
  preambleModel: setting({
    type: text,
    env: ['SMOOTH_AGENT_PREAMBLE_MODEL'],
    help: 'the model that says something while the answer has not begun',
  }),
  maxTokens: setting({
    type: wholeNumber(1),
    default: 8192,
    env: ['SMOOTH_AGENT_MAX_TOKENS'],
    help: 'the longest answer of one call of the model, in tokens',
  }),
  maxIterations: setting({
    type: wholeNumber(1),
    default: 20,
    env: ['SMOOTH_AGENT_MAX_ITERATIONS'],
    help: 'how often one turn may call the model',
  }),
  instructions: setting({
    type: text,
    env: ['SMOOTH_PERSONA'],
    help: 'what the agent is told to be and to do, in every turn',
  }),
  greeting: setting({
    type: text,
    help: 'the first words of the agent, where the client shows some',
  }),
  skills: setting({
    type: list('folders', delimiter, `'${delimiter}'`),
    default: [],
    env: ['SMOOTH_SKILLS_DIR'],
    flag: '--skills <folder...>',
    isPath: true,
    help: 'folders of skills, `<name>/SKILL.md` each, earlier ones first',
  }),
  seed: setting({
    type: truth,
    default: true,
    env: ['SMOOTH_AGENT_SEED_KB'],
    flag: '--no-seed',
    help: 'whether it knows the seeded documents and has the tool that goes with them',
  }),
  noTools: setting({
    type: truth,
    default: false,
    env: ['SMOOTH_NO_TOOLS'],
    flag: '--no-tools',
    flagMeans: true,
    help: 'whether it has no tools, but for the search of the documents',
  }),
  confirmTools: setting({
    type: list('parts of tool names', ',', 'commas'),
    default: ['issue_refund'],
    env: ['SMOOTH_AGENT_CONFIRM_TOOLS'],
    flag: '--confirm <pattern...>',
    help: 'ask before running tools whose name contains this',
  }),
  authTools: setting({
    type: list('parts of tool names', ',', 'commas'),
    default: [],
    env: ['SMOOTH_AGENT_AUTH_TOOLS'],
    flag: '--auth-tools <pattern...>',
    help: 'tools whose name contains this need a verified user',
  }),
  otp: setting({
    type: oneOf('stderr', 'none'),
    default: 'stderr',
    help: 'where one-time codes go: stderr is for development; with none nobody can be verified by one',
  }),
  promptTimeout: setting({
    type: milliseconds,
    default: 300_000,
    help: 'how long a person may think about what a turn asks, in milliseconds',
  }),
} as const;
