import { createLearned, type Learned } from './state/learned';
import type { FakeModel } from './model/model';
import { echo } from './model/echo';
import { DEFAULT_AGENTS, type FakeAgents } from './state/agents';
import { createCache, type Cache } from './state/cache';
import { createLedger, type FakeLog, type Ledger } from './state/ledger';
import { DEFAULT_MCP_SERVERS, type FakeMcpServers } from './state/mcpServers';
import { createRouting, type Routing } from './state/routing';

/** In which of the shapes that gateways have been seen with an answer comes. */
export interface FakeShapes {
  /** Statistics come by themselves instead of wrapped in an object. @defaultValue false */
  readonly bare?: boolean;
  /** What the cache calls its counts. @defaultValue 'hits' */
  readonly cacheNames?: 'hits' | 'cache_hits';
  /** How the health of the providers is listed. @defaultValue 'array' */
  readonly providers?: 'array' | 'object';
}

/** What the test says about the world behind the gateway. */
export interface WorldOptions {
  /** What models say. @defaultValue an echo, which calls a tool when the user mentions it */
  readonly model?: FakeModel;
  /** The models there are, others are not found. @defaultValue any */
  readonly models?: readonly string[];
  /** Whether the gateway answers from its cache what it was asked before. @defaultValue false */
  readonly cache?: boolean;
  /** What is in the audit log before the first request; what is left out is filled in. */
  readonly logs?: readonly Partial<FakeLog>[];
  /** @defaultValue `calculator` (add, divide), and `letters` (reverse), which replies in streams */
  readonly mcpServers?: FakeMcpServers;
  /** @defaultValue `echo` */
  readonly agents?: FakeAgents;
  readonly shapes?: FakeShapes;
  /** In milliseconds. @defaultValue the time it is */
  readonly now?: () => number;
}

/** What the routes of one gateway share. */
export interface World {
  readonly model: FakeModel;
  readonly models: readonly string[] | undefined;
  readonly shapes: FakeShapes;
  readonly now: () => number;
  readonly startedAt: number;
  readonly cache: Cache;
  readonly ledger: Ledger;
  readonly routing: Routing;
  readonly learned: Learned;
  readonly mcpServers: FakeMcpServers;
  /** How often the tools of each server were called. */
  readonly mcpCalls: Map<string, number>;
  readonly agents: FakeAgents;
}

export function createWorld(options: WorldOptions): World {
  const { now = Date.now, model = echo, models, shapes = {} } = options;
  return {
    model,
    models,
    shapes,
    now,
    startedAt: now(),
    cache: createCache(options.cache === true),
    ledger: createLedger(options.logs ?? [], now),
    routing: createRouting(now),
    learned: createLearned(now),
    mcpServers: options.mcpServers ?? DEFAULT_MCP_SERVERS,
    mcpCalls: new Map(),
    agents: options.agents ?? DEFAULT_AGENTS,
  };
}
