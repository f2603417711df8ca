import { concat, map, NEVER, Observable, of, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ModelOutput } from '../../../src/server/model';
import type { ServerOptions } from '../../../src/server/options';
import type { ConversationStore } from '../../../src/server/store';
import { memoryStore } from '../../../src/server/stores/memory';
import {
  connect,
  labelsOf,
  logged,
  marbles,
  modelOf,
  open,
  say,
  sentFor,
  service,
  token,
  tool,
} from '../kit';
import { letterOf, storedIn } from './kit';

/** Silence, at one place of a turn. */
class Silence {
  begun = 0;
  ended = 0;
  readonly never$ = new Observable<never>(() => {
    this.begun++;
    return () => {
      this.ended++;
    };
  });
}

/** A store that falls silent at the call of a method that `when` picks, once it is armed. */
function silentStore(silence: Silence, when: (method: string, args: unknown[]) => boolean) {
  const store = memoryStore();
  const armed = { now: false };
  const silent = new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      return (...args: unknown[]): unknown =>
        armed.now && when(String(name), args)
          ? silence.never$
          : (method as (...all: unknown[]) => unknown).apply(target, args);
    },
  });
  return { store: silent satisfies ConversationStore, armed };
}

const call: ModelOutput = { kind: 'toolCall', id: '1', name: 'a', arguments: {} };
const answer = modelOf(() => of(token('Yes.')));

/** Where a turn may be silent: what the server is then, and what was sent before. */
const STAGES: readonly (readonly [
  string,
  (silence: Silence) => ServerOptions & { arm?: () => void },
  string[],
])[] = [
  [
    'while its session is looked up',
    (silence) => storing(silence, (method) => method === 'session'),
    [],
  ],
  [
    'while its conversation is looked up',
    (silence) => storing(silence, (method) => method === 'conversation'),
    [],
  ],
  ['while its skill is read', (silence) => ({ skills: { read: () => silence.never$ } }), []],
  [
    'while its history is read',
    (silence) => storing(silence, (method) => method === 'latest'),
    ['accepted'],
  ],
  ['while its message is stored', (silence) => storing(silence, isAppend('inbound')), ['accepted']],
  [
    'while the knowledge is searched',
    (silence) => ({ knowledge: { retrieve: () => silence.never$ } }),
    ['accepted'],
  ],
  [
    'while its model is silent',
    (silence) => ({ model: modelOf(() => silence.never$) }),
    ['accepted'],
  ],
  [
    'in mid-answer',
    (silence) => ({ model: modelOf(() => concat(of(token('Well')), silence.never$)) }),
    ['accepted', 'stream_token'],
  ],
  [
    'in the middle of suggested replies',
    (silence) => ({
      model: modelOf(() => concat(of(token('Well <suggested_re')), silence.never$)),
    }),
    ['accepted', 'stream_token'],
  ],
  [
    'while a tool runs',
    (silence) => ({ model: modelOf(() => of(call)), tools: [tool('a', () => silence.never$)] }),
    ['accepted', 'toolCall'],
  ],
  [
    'while the model goes on after a tool',
    (silence) => ({
      model: modelOf((_request, n) => (n === 1 ? of(call) : silence.never$)),
      tools: [tool('a', () => 'A')],
    }),
    ['accepted', 'toolCall', 'toolResult'],
  ],
  [
    'while its reply is stored',
    (silence) => storing(silence, isAppend('outbound')),
    ['accepted', 'stream_token'],
  ],
];

function storing(silence: Silence, when: (method: string, args: unknown[]) => boolean) {
  const { store, armed } = silentStore(silence, when);
  return {
    store,
    arm: () => {
      armed.now = true;
    },
  };
}

function isAppend(direction: string) {
  return (method: string, [message]: unknown[]) =>
    method === 'append' && (message as { direction: string }).direction === direction;
}

function begun(optionsFor: (typeof STAGES)[number][1]) {
  const silence = new Silence();
  const { arm, ...options } = optionsFor(silence);
  const log = logged();
  const on = service({ model: answer, onLog: log.onLog, ...options });
  const client = connect(on);
  const { sessionId } = open(client);
  arm?.();
  const sent = client.send(
    say(sessionId, 'Hello', { skill: 'skills' in options ? 'sales' : undefined }),
  );
  return { silence, client, sessionId, sent, log, on };
}

describe('a turn that is cancelled', () => {
  it.each(STAGES)(
    '%s ends at once, and so does what it waits for [CANCEL-1]',
    (_title, optionsFor, before) => {
      const { silence, client, sent } = begun(optionsFor);
      expect(labelsOf(sent)).toEqual(before);
      expect(silence).toMatchObject({ begun: 1, ended: 0 });
      expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
      expect(silence).toMatchObject({ begun: 1, ended: 1 });
      expect(client.send({ action: 'cancel' })).toEqual([]);
    },
  );
});

describe('a turn whose client leaves', () => {
  it.each(STAGES)('%s ends at once and in silence', (_title, optionsFor) => {
    const { silence, client, log } = begun(optionsFor);
    const sent = client.events.length;
    client.leave();
    expect(silence).toMatchObject({ begun: 1, ended: 1 });
    expect(client.events).toHaveLength(sent);
    const outcomes = log.entries.flatMap((entry) => (entry.kind === 'turn' ? [entry.outcome] : []));
    expect(outcomes).toEqual(['aborted']);
  });
});

describe('time and cancelling', () => {
  const cancelledAt = (frames: string, expected: string, options: ServerOptions) => {
    const signals: AbortSignal[] = [];
    marbles(({ hot, expectObservable }) => {
      const on = service({
        knowledge: [],
        tools: [
          tool('a', (_args, { signal }) => {
            signals.push(signal);
            return timer(4).pipe(map(() => 'A'));
          }),
        ],
        ...options,
      });
      const { sessionId } = open(connect(on));
      const frames$ = hot(frames, { s: say(sessionId), x: { action: 'cancel' } });
      expectObservable(sentFor(frames$, on).pipe(map(letterOf)), '50ms !').toBe(expected);
    });
    return signals;
  };
  const slow = (...outputs: (readonly [number, ModelOutput])[]) =>
    modelOf((_request, n) =>
      n === 1
        ? concat(...outputs.map(([after, output]) => timer(after).pipe(map(() => output))))
        : timer(4).pipe(map(() => token('Done.'))),
    );
  const model = () => slow([2, token('One')], [2, token(' two')], [2, call]);

  it('a turn goes its way when nobody cancels it', () => {
    const [signal] = cancelledAt('s', 'a-t-t-c---r---(tte)', { model: model() });
    expect(signal?.aborted).toBe(true); // its run is over: nothing of it is to go on
  });

  it.each([
    ['before the first token', 'sx', 'ax'],
    ['between two tokens', 's--x', 'a-tx'],
    ['while the tool runs', 's------x', 'a-t-t-cx'],
    ['while the model goes on', 's-----------x', 'a-t-t-c---r-x'],
  ])('%s, it is the last that is heard', (_title, frames, expected) => {
    cancelledAt(frames, expected, { model: model() });
  });

  it('aborts the signal of the tool that runs, in the same frame', () => {
    const [signal] = cancelledAt('s------x', 'a-t-t-cx', { model: model() });
    expect(signal?.aborted).toBe(true);
  });

  it('a message may follow in the frame of the cancel [TURN-4]', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service({ knowledge: [], model: { complete: () => NEVER } });
      const { sessionId } = open(connect(on));
      const frames$ = hot('s--(xs)', { s: say(sessionId), x: { action: 'cancel' } });
      expectObservable(sentFor(frames$, on).pipe(map(letterOf)), '20ms !').toBe('a--(xa)');
    });
  });
});

describe('what is stored of a cancelled turn', () => {
  it('is its message and no reply [CANCEL-2]', () => {
    const silence = new Silence();
    const model = modelOf(() => concat(of(token('Well')), silence.never$));
    const client = connect(service({ model }));
    const { sessionId } = open(client);
    client.send(say(sessionId));
    client.send({ action: 'cancel' });
    expect(storedIn({ client, sessionId })).toMatchObject([{ direction: 'inbound' }]);
  });
});
