import { describe, expect, it } from 'vitest';
import { Brake, deliver, delivered, Flow } from '../../src/node/flow';

/** Something to read from that notes when it is stopped and started. */
function flowing() {
  const calls: string[] = [];
  const flow = new Flow(
    () => calls.push('pause'),
    () => calls.push('resume'),
  );
  const feed = (...brakes: readonly Brake[]) => {
    const outer = deliver(flow);
    for (const brake of brakes) brake.fed();
    delivered(outer);
  };
  return { calls, flow, feed };
}

describe('a brake', () => {
  it('stops what has fed its sink, once, until there is room', () => {
    const { calls, feed } = flowing();
    const brake = new Brake();
    feed(brake);
    brake.on();
    brake.on();
    expect(calls).toEqual(['pause']);
    brake.off();
    brake.off();
    expect(calls).toEqual(['pause', 'resume']);
  });

  it('stops it also when the value that was too much came from a clock, as with conflateTokens', () => {
    const { calls, feed } = flowing();
    const brake = new Brake();
    feed(brake);
    brake.fed(); // outside of any delivery
    brake.on();
    expect(calls).toEqual(['pause']);
  });

  it('stops all that have fed it, also one that comes while it is on', () => {
    const [one, two] = [flowing(), flowing()];
    const brake = new Brake();
    one.feed(brake);
    brake.on();
    two.feed(brake);
    expect([one.calls, two.calls]).toEqual([['pause'], ['pause']]);
    brake.off();
    expect([one.calls, two.calls]).toEqual([
      ['pause', 'resume'],
      ['pause', 'resume'],
    ]);
  });

  it('shares what it stops: it flows again when nobody holds it any longer', () => {
    const { calls, flow, feed } = flowing();
    const brakes = [new Brake(), new Brake()];
    feed(...brakes);
    for (const brake of brakes) brake.on();
    brakes[0]?.off();
    expect([calls, flow.isHeld]).toEqual([['pause'], true]);
    brakes[1]?.off();
    expect([calls, flow.isHeld]).toEqual([['pause', 'resume'], false]);
  });

  it('forgets what fed it before it last was full', () => {
    const { calls, feed } = flowing();
    const brake = new Brake();
    feed(brake);
    brake.on();
    brake.off();
    brake.on();
    expect(calls).toEqual(['pause', 'resume']);
  });

  it('knows who feeds it though one delivery happens within another', () => {
    const [outside, within] = [flowing(), flowing()];
    const brake = new Brake();
    const before = deliver(outside.flow);
    within.feed();
    brake.fed();
    delivered(before);
    brake.on();
    expect([outside.calls, within.calls]).toEqual([['pause'], []]);
  });
});
