import type { TimestampProvider } from 'rxjs';
import type { Backplane } from './backplane';
import { Drain } from './drain';
import { admitOf, type Admit } from './access/admission';
import { userCheckOf, type UserCheck } from './access/authContext';
import { originCheckOf } from './access/origins';
import { eventsOf, type Events, type WriteConfirmation } from './events';
import type { Card, CardAnswer } from './interactions/card';
import type { InteractionKind } from './interactions/kind';
import { notesIn, type Notes } from './interactions/notes';
import { interactionTools } from './interactions/tools';
import type { Knowledge } from './knowledge';
import type { Limits } from './limits';
import { Rate } from './limits/rate';
import { safely, type Log, type ParkKind } from './log';
import { metricsOf, type Metrics } from './metrics/metrics';
import type { ChatModel } from './model';
import type { OtpService } from './otp/otpService';
import { Parks, type ParkHooks } from './parks';
import type { Settings } from './settings';
import type { Skills } from './skills';
import type { ConversationStore } from './store';
import { steady } from './stores/steady';
import type { AuthLevel, Tool } from './tools';
import type { Traffic } from './traffic';

/** What all connections of a server share. */
export interface Service {
  readonly agentName: string;
  readonly model: ChatModel;
  /** Those a message can ask for, by name. */
  readonly models: ReadonlyMap<string, ChatModel>;
  readonly preambleModel: ChatModel | undefined;
  /** What the agent is told in every turn. */
  readonly instructions: string;
  readonly greeting: string | undefined;
  readonly skills: Skills;
  readonly knowledge: Knowledge;
  readonly tools: ReadonlyMap<string, Tool>;
  /** Whether a tool of this name waits for a person's approval. */
  readonly needsConfirmation: (toolName: string) => boolean;
  /** The writes that wait for a person's approval. */
  readonly confirmations: Parks<WriteConfirmation, boolean>;
  /** Who has to be at the other end for a tool to run. */
  readonly authLevelOf: (tool: Tool) => AuthLevel;
  /** Who sends and verifies one-time codes, if anybody does. */
  readonly otp: OtpService | undefined;
  /** The tools that have a card shown, each with the kind of its card. */
  readonly raises: ReadonlyMap<Tool, InteractionKind>;
  /** The cards that wait to be filled in. */
  readonly interactions: Parks<Card, CardAnswer>;
  /** What is noted of what a card, or the agent without one, asks. */
  readonly notes: Notes;
  /** Decides who may come, and who they are. */
  readonly admit: Admit;
  /** Who somebody is by an `authContext`; `undefined` where that is ignored. */
  readonly checkUser: UserCheck | undefined;
  readonly store: ConversationStore;
  readonly events: Events;
  readonly clock: TimestampProvider;
  readonly ids: () => string;
  readonly limits: Limits;
  readonly maxIterations: number;
  readonly maxTokens: number;
  /** How many turns there were of late. */
  readonly turnRates: { readonly connections: Rate; readonly addresses: Rate };
  /** How many sessions were opened of late, by address. */
  readonly sessionRate: Rate;
  /** How long a turn may be silent, in milliseconds. */
  readonly keepaliveInterval: number;
  readonly drain: Drain;
  readonly backplane: Backplane;
  readonly traffic: Traffic;
  readonly measured: Metrics;
  readonly log: Log;
}

/** Puts the service together. */
export function serviceOf(settings: Settings): Service {
  const {
    confirmTools,
    authTools,
    promptTimeout,
    knowledgeTools,
    tools,
    interactions,
    onLog,
    ...rest
  } = settings;
  const { origins, authContextSecret, ...shared } = rest;
  const { clock, limits } = settings;
  const traffic: Traffic = { sentBytes: 0 };
  const measured = metricsOf(traffic);
  const log = safely(measured.tell, onLog);
  const drain = new Drain();
  const parks = <Q, A>(park: ParkKind) => new Parks<Q, A>(promptTimeout, hooksOf(park, drain, log));
  const store = steady(settings.store);
  const notes = notesIn(store, log);
  const cards = interactionTools(interactions, notes);
  return {
    ...shared,
    store,
    // Of two tools with the same name the host's is the one.
    tools: new Map([...knowledgeTools, ...cards.tools, ...tools].map((tool) => [tool.name, tool])),
    raises: cards.raises,
    interactions: parks('interaction'),
    notes,
    needsConfirmation: (name) => confirmTools.some((part) => name.includes(part)),
    authLevelOf: ({ name, authLevel = 'none' }) =>
      authLevel === 'none' && authTools.some((part) => name.includes(part))
        ? 'end_user'
        : authLevel,
    confirmations: parks('confirmation'),
    events: eventsOf(settings.clock),
    turnRates: {
      connections: new Rate(limits.turnsPerMinute, clock),
      addresses: new Rate(limits.addressTurnsPerMinute, clock),
    },
    sessionRate: new Rate(limits.addressSessionsPerMinute, clock),
    admit: admitOf(settings, originCheckOf(origins), log),
    checkUser: authContextSecret === '' ? undefined : userCheckOf(authContextSecret, clock),
    drain,
    traffic,
    measured,
    log,
  };
}

function hooksOf(park: ParkKind, drain: Drain, log: Log): ParkHooks {
  return {
    closing$: drain.begins$,
    parked: (sessionId) => {
      log({ kind: 'parked', sessionId, park });
    },
    resumed: (sessionId, ending) => {
      log({ kind: 'resumed', sessionId, park, ending });
    },
  };
}
