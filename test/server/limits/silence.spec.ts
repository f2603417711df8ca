import { from, NEVER, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { keptAlive } from '../../../src/server/limits/keepalive';
import { silence } from '../../../src/server/limits/silence';
import {
  create,
  logged,
  marbles,
  modelOf,
  only,
  say,
  service,
  labelOf,
  callsThenTells,
  tool,
  confirm,
  token,
} from '../kit';
import { slowClient } from './socket';

const ticks = { s: undefined };

describe('silence', () => {
  it('is told whenever the source has said nothing for so long, and ends with it', () => {
    marbles(({ hot, expectObservable }) => {
      const source$ = hot('--a-a-----------|');
      const expected = '   --------s---s---|';
      expectObservable(source$.pipe(silence(4))).toBe(expected, ticks);
    });
  });

  it('begins with the subscription', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('----------|').pipe(silence(4))).toBe('----s---s-|', ticks);
    });
  });

  it('fails with the source, and leaves no timer', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-#');
      expectObservable(source$.pipe(silence(4))).toBe('---#');
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    });
  });

  it('of Infinity is never told', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a 999ms |').pipe(silence(Infinity))).toBe('1s |');
    });
  });

  it('lets go of its source when it is unsubscribed from', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a------');
      expectObservable(source$.pipe(silence(2)), '^----!').toBe('--s-s-', ticks);
      expectSubscriptions(source$.subscriptions).toBe('^----!');
    });
  });
});

describe('keptAlive', () => {
  it('says something in every silence, and nothing after the end', () => {
    marbles(({ cold, expectObservable }) => {
      const source$ = cold('--a-a---------b|');
      const expected = '    --a-a---k---k-b|';
      expectObservable(source$.pipe(keptAlive(4, () => 'k'))).toBe(expected);
    });
  });

  it('stops a source that emits at once when it is left', () => {
    let taken = 0;
    function* endless() {
      for (; taken < 1_000; taken++) yield 'a';
    }
    from(endless())
      .pipe(
        keptAlive(1_000, () => 'k'),
        take(3),
      )
      .subscribe();
    expect(taken).toBeLessThanOrEqual(3);
  });

  it('subscribes to its source once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a--#');
      expectObservable(source$.pipe(keptAlive(2, () => 'k'))).toBe('-a-k#');
      expectSubscriptions(source$.subscriptions).toBe('^---!');
    });
  });
});

describe('a turn', () => {
  it('that is silent for 30 s is kept alive, and is not once it has ended', () => {
    marbles(({ cold, flush }) => {
      const model = modelOf(() => cold('70s a|', { a: token('At last.') }));
      const client = slowClient(service({ model }), undefined, true);
      client.send(create());
      const { sessionId } = only(client.events, 'immediate_response').data as { sessionId: string };
      client.send(say(sessionId));
      cold('500s |').subscribe({ complete: client.leave });
      flush();
      expect(client.events.slice(1).map(labelOf)).toEqual([
        'accepted',
        'keepalive',
        'keepalive',
        'stream_token',
        'eventual_response',
      ]);
      expect(client.events[2]).toMatchObject({
        type: 'keepalive',
        requestId: 'turn',
        data: { requestId: 'turn' },
      });
    });
  });

  it('that waits for a person is kept alive as well', () => {
    marbles(({ cold, flush }) => {
      const tools = [tool('write_it', () => 'written')];
      const on = service({ model: callsThenTells('write_it'), tools, confirmTools: ['write_it'] });
      const client = slowClient(on, undefined, true);
      client.send(create());
      const { sessionId } = only(client.events, 'immediate_response').data as { sessionId: string };
      client.send(say(sessionId));
      cold('45s y 45s |').subscribe({
        next: () => {
          client.send(confirm(sessionId, true));
        },
        complete: client.leave,
      });
      flush();
      expect(client.events.slice(1).map(labelOf)).toEqual([
        'accepted',
        'write_confirmation_required',
        'toolCall',
        'keepalive',
        'answered',
        'toolResult',
        'stream_token',
        'eventual_response',
      ]);
    });
  });

  it('is not kept alive where that is switched off', () => {
    marbles(({ cold, flush }) => {
      const on = service({ model: modelOf(() => NEVER), keepaliveInterval: Infinity });
      const client = slowClient(on, undefined, true);
      client.send(create());
      const { sessionId } = only(client.events, 'immediate_response').data as { sessionId: string };
      client.send(say(sessionId));
      cold('500s |').subscribe({ complete: client.leave });
      flush();
      expect(client.events.slice(1).map(labelOf)).toEqual(['accepted']);
    });
  });
});

describe('a connection that is idle', () => {
  const limits = { idleTimeout: 1_000 };

  it('is closed with 1000, its pings having counted', () => {
    marbles(({ cold, flush }) => {
      const { entries, onLog } = logged();
      const client = slowClient(service({ limits, onLog }), undefined, true);
      const left: number[] = [];
      cold('900ms p 998ms p 998ms e 5ms e').subscribe((what) => {
        if (what === 'p') client.send({ action: 'ping' });
        else left.push(client.farewells.length);
      });
      flush();
      expect(left).toEqual([0, 1]);
      expect(client.farewells).toEqual([{ code: 1000, reason: 'idle' }]);
      expect(entries.at(-2)).toMatchObject({ kind: 'hungUp', code: 1000, reason: 'idle' });
    });
  });

  it('is not while a turn runs, however long and silent', () => {
    marbles(({ cold, flush }) => {
      const model = modelOf(() => cold('5500ms a|', { a: token('At last.') }));
      const client = slowClient(service({ limits, model }), undefined, true);
      client.send(create());
      const { sessionId } = only(client.events, 'immediate_response').data as { sessionId: string };
      client.send(say(sessionId));
      const left: number[] = [];
      cold('5500ms e 2s e').subscribe(() => left.push(client.farewells.length));
      flush();
      expect(client.events.at(-1)?.type).toBe('eventual_response');
      expect(left).toEqual([0, 1]);
    });
  });
});
