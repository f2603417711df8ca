import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Log, LogEntry } from '../log';
import type { Traffic } from '../traffic';

/** What a server counts and measures, for Prometheus. */
export interface Metrics {
  /** Takes an entry of the log into account. */
  readonly tell: Log;
  /** The figures in the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

const PREFIX = 'smooth_operator';
const FIRST_TOKEN_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const TURN_SECONDS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

type Hears = { readonly [K in LogEntry['kind']]?: (entry: Extract<LogEntry, { kind: K }>) => void };

/** Metrics of their own: two servers in one process do not meet in a registry. */
export function metricsOf(traffic: Traffic): Metrics {
  const registry = new Registry();
  const hears = { ...ofConnections(registry, traffic), ...ofTurns(registry), ...ofParks(registry) };
  return {
    tell: (entry) => {
      // The table pairs each kind with the entries of its own.
      const hear = (hears as Hears)[entry.kind] as Log | undefined;
      hear?.(entry);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function ofConnections(registry: Registry, traffic: Traffic): Hears {
  const registers = [registry];
  const connections = new Gauge({
    name: `${PREFIX}_connections`,
    help: 'Clients that are connected.',
    registers,
  });
  const turnedAway = new Counter({
    name: `${PREFIX}_upgrades_refused_total`,
    help: 'Connections that were refused, by HTTP status.',
    labelNames: ['status'],
    registers,
  });
  const hungUp = new Counter({
    name: `${PREFIX}_connections_closed_by_server_total`,
    help: 'Connections that the server left, by close code.',
    labelNames: ['code'],
    registers,
  });
  const refused = new Counter({
    name: `${PREFIX}_errors_sent_total`,
    help: 'Errors that clients were told, by code.',
    labelNames: ['code'],
    registers,
  });
  const failed = new Counter({
    name: `${PREFIX}_failures_total`,
    help: 'Failures of a model, a store, a socket or the server itself.',
    registers,
  });
  let counted = 0;
  new Counter({
    name: `${PREFIX}_sent_bytes_total`,
    help: 'Bytes of events sent.',
    registers,
    collect() {
      this.inc(traffic.sentBytes - counted);
      counted = traffic.sentBytes;
    },
  });
  return {
    connected: () => {
      connections.inc();
    },
    disconnected: () => {
      connections.dec();
    },
    turnedAway: ({ status }) => {
      turnedAway.inc({ status });
    },
    unauthenticated: ({ isRefused }) => {
      if (isRefused) turnedAway.inc({ status: 401 });
    },
    hungUp: ({ code }) => {
      hungUp.inc({ code });
    },
    refused: ({ code }) => {
      refused.inc({ code });
    },
    failed: () => {
      failed.inc();
    },
  };
}

function ofTurns(registry: Registry): Hears {
  const registers = [registry];
  const turns = new Histogram({
    name: `${PREFIX}_turn_seconds`,
    help: 'Turns, by how they ended, and how long they took. The time a person thinks is included.',
    labelNames: ['outcome'],
    buckets: TURN_SECONDS,
    registers,
  });
  const firstTokens = new Histogram({
    name: `${PREFIX}_first_token_seconds`,
    help: 'From a message to the first token of its answer.',
    buckets: FIRST_TOKEN_SECONDS,
    registers,
  });
  const outcomes = new Counter({
    name: `${PREFIX}_turns_total`,
    help: 'Turns, by how they ended.',
    labelNames: ['outcome'],
    registers,
  });
  const tokens = new Counter({
    name: `${PREFIX}_tokens_total`,
    help: 'Tokens of the model that completed turns took, by kind.',
    labelNames: ['kind'],
    registers,
  });
  return {
    turn: ({ outcome, durationMs, firstTokenMs, usage }) => {
      outcomes.inc({ outcome });
      turns.observe({ outcome }, durationMs / 1000);
      if (firstTokenMs !== undefined) firstTokens.observe(firstTokenMs / 1000);
      if (usage) {
        tokens.inc({ kind: 'prompt' }, usage.promptTokens);
        tokens.inc({ kind: 'completion' }, usage.completionTokens);
      }
    },
  };
}

function ofParks(registry: Registry): Hears {
  const registers = [registry];
  const parked = new Gauge({
    name: `${PREFIX}_parked_turns`,
    help: 'Turns that wait for a person, by what for.',
    labelNames: ['kind'],
    registers,
  });
  const parks = new Counter({
    name: `${PREFIX}_parks_total`,
    help: 'Waits for a person, by what for and how they ended.',
    labelNames: ['kind', 'ending'],
    registers,
  });
  return {
    parked: ({ park }) => {
      parked.inc({ kind: park });
    },
    resumed: ({ park, ending }) => {
      parked.dec({ kind: park });
      parks.inc({ kind: park, ending });
    },
  };
}
