import { describe, expect, it } from 'vitest';
import type { TurnEvent } from 'smooth-operator-rx';
import { event } from 'smooth-operator-rx/testing';
import { turnMarbles } from '../../src/cli/turnMarbles';

const timed = (timestamp: number, value: object) => ({ timestamp, value: value as TurnEvent });

describe('turnMarbles', () => {
  it('draws a turn with an approval on one axis, from its subscription on', () => {
    const line = turnMarbles(
      [
        timed(1000, event.accepted('r1')),
        timed(1100, event.writeConfirmationRequired('r1', 'x')),
        timed(1100, event.toolCall('r1', 'x', {})),
        timed(1300, event.toolResult('r1', 'x', 'done')),
        timed(1350, event.streamToken('r1', 'Hi')),
        timed(1400, event.eventualResponse('r1', { text: 'Hi' })),
      ],
      1000,
      44,
    );
    expect(line).toBe('a---------(wc)----------------r----t----(E|)');
  });

  it('tells the two ways to end apart', () => {
    const ack = timed(0, event.accepted('r1'));
    expect(turnMarbles([ack, timed(10, event.cancelled('r1'))], 0, 10)).toBe('a-----(C|)');
    expect(turnMarbles([ack, timed(10, event.eventualResponse('r1'))], 0, 10)).toBe('a-----(E|)');
  });

  it('shows events that have no letter of their own, and a turn without any', () => {
    const line = turnMarbles(
      [
        timed(0, event.keepalive('r1')),
        timed(5, event.streamReasoning('r1', 'hm')),
        timed(10, event.eventualResponse('r1')),
      ],
      0,
      14,
    );
    expect(line).toBe('o----o----(E|)');
    expect(turnMarbles([], 0, 10)).toBe('|');
  });
});
