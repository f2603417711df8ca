import {
  ACTIONS,
  actionResponses,
  CHOICES,
  clientActionCodecs,
  EVENTS,
  IDENTITY_INTAKE,
  serverEventCodecs,
} from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import { listSpec } from './catalogue';

const documented = (kind: string) =>
  listSpec(`schemas/${kind}`).map((file) => file.replace(/\.json$/, ''));

describe('the tags', () => {
  it('are those of the specification', () => {
    expect([...EVENTS].sort()).toEqual(documented('events'));
    expect([...ACTIONS].sort()).toEqual(documented('actions'));
    expect([CHOICES, IDENTITY_INTAKE].sort()).toEqual(documented('interactions'));
  });

  it('are seventeen events and eleven actions, each with its codec', () => {
    expect(EVENTS).toHaveLength(17);
    expect(ACTIONS).toHaveLength(11);
    expect(Object.keys(serverEventCodecs)).toEqual([...EVENTS]);
    expect(Object.keys(clientActionCodecs).sort()).toEqual([...ACTIONS].sort());
  });

  it('of requests have the codec of what answers them', () => {
    expect(Object.keys(actionResponses).sort()).toEqual(
      ACTIONS.filter(
        (tag) => !['cancel', 'ping', 'send_message', 'verify_otp'].includes(tag),
      ).sort(),
    );
  });
});
