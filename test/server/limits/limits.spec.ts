import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../../src/server';
import { memoryStore } from '../../../src/server/stores/memory';
import { limitsOf } from '../../../src/server/limits';
import { Doors } from '../../../src/server/limits/doors';
import { Rate } from '../../../src/server/limits/rate';
import {
  codeOf,
  connect,
  create,
  labelsOf,
  modelOf,
  only,
  open,
  say,
  service,
  token,
} from '../kit';
import { slowClient } from './socket';

const model = modelOf(() => of(token('Yes.')));

/** A service whose clock is set by hand. */
function timed(options: ServerOptions) {
  const clock = { time: 1_700_000_000_000, now: () => clock.time };
  return { clock, on: service({ model, clock, ...options }) };
}

describe('turns a minute', () => {
  it('are limited for a connection: one more is refused, with how long to wait [SEND-1] [TURN-13]', () => {
    const { clock, on } = timed({ limits: { turnsPerMinute: 2 } });
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId));
    clock.time += 10_000;
    client.send(say(sessionId));
    clock.time += 20_000;
    const { error, details } = only(client.send(say(sessionId)), 'error').data;
    expect(error).toEqual({
      code: 'RATE_LIMITED',
      message: 'Too many turns within a minute: try again in 30 s.',
    });
    expect(details).toEqual({ retryAfterMs: 30_000 });

    clock.time += 29_999;
    expect(codeOf(client.send(say(sessionId)))).toBe('RATE_LIMITED');
    clock.time += 1;
    expect(labelsOf(client.send(say(sessionId))).at(-1)).toBe('eventual_response');
    expect(codeOf(client.send(say(sessionId)))).toBe('RATE_LIMITED');
  });

  it('are limited for each connection by itself', () => {
    const { on } = timed({ limits: { turnsPerMinute: 1 } });
    const [one, two] = [connect(on), connect(on)];
    const { sessionId } = open(one);
    one.send(say(sessionId));
    expect(codeOf(one.send(say(sessionId)))).toBe('RATE_LIMITED');
    expect(labelsOf(two.send(say(sessionId))).at(-1)).toBe('eventual_response');
  });

  it('are limited for an address, and coming back helps nobody', () => {
    const { clock, on } = timed({ limits: { addressTurnsPerMinute: 1 } });
    const first = slowClient(on, '192.0.2.1', true);
    first.send(create());
    const { sessionId } = only(first.events, 'immediate_response').data as { sessionId: string };
    first.send(say(sessionId));
    first.leave();

    const [again, other] = [slowClient(on, '192.0.2.1', true), slowClient(on, '192.0.2.2', true)];
    again.send(say(sessionId));
    expect(codeOf(again.events)).toBe('RATE_LIMITED');
    other.send(say(sessionId));
    expect(labelsOf(other.events).at(-1)).toBe('eventual_response');
    clock.time += 60_000;
    again.send(say(sessionId));
    expect(labelsOf(again.events).at(-1)).toBe('eventual_response');
  });

  it('count no turn that is refused because another runs', () => {
    const { on } = timed({ model: modelOf(() => NEVER), limits: { turnsPerMinute: 2 } });
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId));
    for (let n = 0; n < 5; n++) {
      expect(codeOf(client.send(say(sessionId)))).toBe('TURN_IN_PROGRESS');
    }
    client.send({ action: 'cancel' });
    expect(labelsOf(client.send(say(sessionId)))).toEqual(['accepted']);
    client.leave();
  });

  it('limit nothing but turns', () => {
    const { on } = timed({ limits: { turnsPerMinute: 1 } });
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId));
    const answers = [{ action: 'ping' }, { action: 'get_session', sessionId }, create()];
    expect(answers.flatMap((frame) => labelsOf(client.send(frame)))).toEqual([
      'pong',
      'answered',
      'answered',
    ]);
  });

  it('are forgotten after a minute: those of a million addresses take no room', () => {
    const clock = { time: 0, now: () => clock.time };
    const rate = new Rate(5, clock);
    for (let n = 0; n < 1_000; n++) rate.count(`before ${n}`);
    clock.time = 60_000;
    rate.count('after');
    expect((rate as unknown as { times: Map<string, number[]> }).times.size).toBe(1);
  });

  it('without a limit are not even counted', () => {
    const rate = new Rate(Infinity, { now: () => 0 });
    for (let n = 0; n < 1_000; n++) rate.count('one');
    expect(rate.wait('one')).toBe(0);
    expect((rate as unknown as { times: Map<string, number[]> }).times.size).toBe(0);
  });
});

describe('sessions a minute', () => {
  it('are limited for an address, whichever connection they are opened on [TURN-13]', () => {
    const { clock, on } = timed({ limits: { addressSessionsPerMinute: 2 } });
    const from = (address: string) => {
      const client = slowClient(on, address, true);
      client.send(create());
      return client.events;
    };
    expect(labelsOf(from('192.0.2.1'))).toEqual(['answered']);
    clock.time += 10_000;
    expect(labelsOf(from('192.0.2.1'))).toEqual(['answered']);
    expect(labelsOf(from('192.0.2.2'))).toEqual(['answered']);

    const { error, details } = only(from('192.0.2.1'), 'error').data;
    expect(error).toEqual({
      code: 'RATE_LIMITED',
      message: 'Too many sessions within a minute: try again in 50 s.',
    });
    expect(details).toEqual({ retryAfterMs: 50_000 });
    clock.time += 50_000;
    expect(labelsOf(from('192.0.2.1'))).toEqual(['answered']);
  });

  it('are limited for a connection where nobody knows the address', () => {
    const { on } = timed({ limits: { addressSessionsPerMinute: 1 } });
    const [one, two] = [connect(on), connect(on)];
    expect(labelsOf(one.send(create()))).toEqual(['answered']);
    expect(codeOf(one.send(create()))).toBe('RATE_LIMITED');
    expect(labelsOf(two.send(create()))).toEqual(['answered']);
  });

  it('are opened by at most 64 KiB, since all of it is kept [CREATE-8]', () => {
    const client = connect(service());
    const padded = (bytes: number) => {
      const frame = JSON.stringify(create({ metadata: { note: '' } }));
      return create({ metadata: { note: 'x'.repeat(bytes - frame.length) } });
    };
    expect(labelsOf(client.send(padded(65_536)))).toEqual(['answered']);
    const refused = only(client.send(padded(65_537)), 'error');
    expect(refused.data).toEqual({
      requestId: 'create',
      error: {
        code: 'VALIDATION_ERROR',
        message: 'A session is opened by at most 65536 bytes.',
      },
    });
  });
});

describe('the length of a message', () => {
  it('can be lowered, counted in code points [SEND-1]', () => {
    const client = connect(service({ model, limits: { messageLength: 3 } }));
    const { sessionId } = open(client);
    expect(labelsOf(client.send(say(sessionId, '😀😀😀'))).at(-1)).toBe('eventual_response');
    const { error } = only(client.send(say(sessionId, '😀😀😀😀')), 'error').data;
    expect(error).toEqual({
      code: 'VALIDATION_ERROR',
      message: 'The message is longer than 3 characters.',
    });
  });

  it('cannot be raised above the protocol’s', () => {
    expect(() => service({ limits: { messageLength: 10_001 } })).toThrow(
      'messageLength up to 10000',
    );
  });
});

describe('requests without an answer', () => {
  const stuck = { ...memoryStore(), session: () => NEVER };
  const get = (n: number) => ({ action: 'get_session', requestId: String(n), sessionId: 's' });

  it('are bounded; what comes on top is refused, and the connection lives [TURN-13]', () => {
    const client = connect(service({ store: stuck, limits: { openRequests: 3 } }));
    for (let n = 0; n < 3; n++) expect(client.send(get(n))).toEqual([]);
    for (let n = 3; n < 1_000; n++) expect(codeOf(client.send(get(n)))).toBe('RATE_LIMITED');
    expect(labelsOf(client.send({ action: 'ping' }))).toEqual(['pong']);
    client.leave();
  });

  it('leave room for the cancel of a turn', () => {
    const on = service({ model: modelOf(() => NEVER), limits: { openRequests: 1 } });
    const client = connect(on);
    const { sessionId } = open(client);
    client.send(say(sessionId));
    expect(codeOf(client.send(get(1)))).toBe('RATE_LIMITED');
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
    expect(labelsOf(client.send(get(2)))).toEqual(['SESSION_NOT_FOUND']);
  });
});

describe('limits', () => {
  it('have defaults, each by itself', () => {
    expect(limitsOf({ turnsPerMinute: 3, idleTimeout: undefined })).toEqual({
      frameBytes: 1_048_576,
      messageLength: 10_000,
      turnsPerMinute: 3,
      addressTurnsPerMinute: 6_000,
      addressSessionsPerMinute: 6_000,
      addressConnections: 1_000,
      openRequests: 100,
      outboundBytes: 4_194_304,
      slowReaderTimeout: 30_000,
      idleTimeout: 3_600_000,
    });
  });

  it.each<[object]>([
    [{ turnsPerMinute: 0 }],
    [{ turnsPerMinute: -1 }],
    [{ turnsPerMinute: 1.5 }],
    [{ turnsPerMinute: '5' }],
    [{ turnsPerMinute: NaN }],
    [{ turnsPerMinute: null }],
    [{ idleTimeout: 2 ** 31 }],
    [{ messageLength: Infinity }],
    [{ turnsPerHour: 1 }],
  ])('that are wrong are refused: %j', (limits) => {
    expect(() => service({ limits })).toThrow('The option limits must be an object');
  });
});

describe('doors', () => {
  it('let in so many from one address, and another when one has left', () => {
    const doors = new Doors(2);
    const [first] = [doors.enter('a'), doors.enter('a')];
    expect(doors.enter('a')).toBeUndefined();
    expect(doors.enter('b')).toBeDefined();
    first?.();
    expect(doors.enter('a')).toBeDefined();
    expect(doors.enter('a')).toBeUndefined();
  });
});
