import { expect } from 'vitest';
import type { Model } from './model/model';
import type { World } from './real/world';

/** Throws when the world is not as the model has it. */
export function agree({ trace, client, server }: Model, world: World): void {
  const { agent, user } = world;
  const [cause] = world.failures;
  if (cause !== undefined) throw new Error('Something failed that should not', { cause });
  const difference = trace.differsFrom(world.trace);
  if (difference !== undefined) throw new Error(`Model and reality differ in ${difference}`);
  expect({
    state: world.state,
    queued: world.queued,
    writes: agent.service.confirmations.size,
    cards: agent.service.interactions.size,
    thinking: agent.thinking,
    refunds: agent.refunds,
    prompts: user.prompts.map(({ prompt }) => prompt.state).join(),
  }).toEqual({
    state: client.state,
    queued: client.queue.length,
    writes: server.parks('write'),
    cards: server.parks('card'),
    thinking: server.thinking,
    refunds: server.refunds,
    prompts: client.prompts.map((prompt) => client.stateOf(prompt)).join(),
  });
}

/** Everybody leaves, and nothing is left: no connection, park, turn or timer. */
export function leave(model: Model, world: World, timers: readonly unknown[]): void {
  const { client, server } = model;
  for (const turn of client.turns) client.unsubscribe(turn);
  model.deliverAll();
  server.disconnected(model.link);
  while (model.orphans.length > 0) model.noticeGone();
  world.close();

  const { agent } = world;
  expect({
    timers: timers.length,
    connections: agent.connections,
    writes: agent.service.confirmations.size,
    cards: agent.service.interactions.size,
    thinking: agent.thinking,
    outcomes: Object.fromEntries(agent.outcomes),
    stored: agent.stored,
  }).toEqual({
    timers: 0,
    connections: 0,
    writes: 0,
    cards: 0,
    thinking: 0,
    outcomes: Object.fromEntries(server.outcomes),
    stored: server.stored,
  });
}
