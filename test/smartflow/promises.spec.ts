import { of, throwError, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SmartflowError } from 'smooth-operator-rx/smartflow';
import { tableOf } from '../../src/smartflow/endpoints/table';
import { iterate } from '../../src/smartflow/iterate';
import { events, failure, gatewayClient, json, says } from './kit';

let unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

const never = () => new Promise<Response>(() => undefined);

describe('the promises of a client', () => {
  it('are there for each of its methods', () => {
    const { smartflow } = gatewayClient(() => json({}));
    const methods = [...Object.keys(tableOf('', () => '')), 'logs', 'request'].sort();
    expect(Object.keys(smartflow.promises).sort()).toEqual(methods);
    expect(methods.filter((name) => !(name in smartflow))).toEqual([]);
  });

  it('send when they are called, once', async () => {
    const { smartflow, sent } = gatewayClient(() => json({ response: 'Hello' }));
    const answer = smartflow.promises.chatbotQuery('Hi');
    expect(sent).toHaveLength(1);
    expect(await answer).toEqual({ response: 'Hello' });
    expect(sent).toHaveLength(1);
  });

  it('are rejected with what the Observable fails with', async () => {
    const { smartflow } = gatewayClient(() => json({ error: 'no' }, { status: 401 }));
    await expect(smartflow.promises.health()).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
  });

  it('may be taken out of the client', async () => {
    const { smartflow } = gatewayClient(() => json({ status: 'ok' }));
    const { health } = { ...smartflow.promises };
    expect(await health()).toEqual({ status: 'ok' });
  });
});

describe('a stream in a loop', () => {
  it('gives what the Observable emits', async () => {
    const { smartflow, sent } = gatewayClient(() => events(says('Hel'), says('lo')));
    const loop = smartflow.promises.streamChat('Hi');
    expect(sent).toEqual([]);
    const seen: string[] = [];
    for await (const text of loop) seen.push(text);
    expect(seen).toEqual(['Hel', 'lo']);
  });

  it('gives it before it throws', async () => {
    const { smartflow } = gatewayClient(() => events(says('Hel'), { error: 'no' }));
    const seen: unknown[] = [];
    try {
      for await (const text of smartflow.promises.streamChat('Hi')) seen.push(text);
    } catch (error) {
      seen.push(error);
    }
    expect(seen).toMatchObject(['Hel', { name: 'ProviderError' }]);
  });

  it('is left with the loop', async () => {
    const { smartflow, sent } = gatewayClient(() => events(says('a'), says('b')));
    for await (const text of smartflow.promises.streamChat('Hi')) {
      expect(text).toBe('a');
      break;
    }
    expect(sent[0]?.signal.aborted).toBe(true);
  });

  it('can be anything that an Observable is', async () => {
    const all = async (source$: Observable<number>) => {
      const seen: unknown[] = [];
      try {
        for await (const value of iterate(source$)) seen.push(value);
      } catch (error) {
        seen.push(error);
      }
      return seen;
    };
    expect(await all(of())).toEqual([]);
    expect(await all(of(1, 2, 3))).toEqual([1, 2, 3]);
    const error = new Error('no');
    expect(await all(throwError(() => error))).toEqual([error]);
  });
});

describe('a signal', () => {
  it('aborts the request, and rejects with its reason', async () => {
    const { smartflow, sent } = gatewayClient(never);
    const controller = new AbortController();
    const answer = smartflow.promises.chat('Hi', { signal: controller.signal });
    controller.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent[0]?.signal.aborted).toBe(true);

    const reason = new Error('too slow');
    await expect(smartflow.promises.chat('Hi', { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(sent).toHaveLength(1);
  });

  it('ends a loop that waits', async () => {
    const { smartflow } = gatewayClient(never);
    const controller = new AbortController();
    const loop = smartflow.promises.streamChat('Hi', { signal: controller.signal });
    const next = loop.next();
    controller.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('that is aborted later is nothing to an answer that came', async () => {
    const { smartflow } = gatewayClient(() => json({ status: 'ok' }));
    const controller = new AbortController();
    expect(await smartflow.promises.health({ signal: controller.signal })).toEqual({
      status: 'ok',
    });
    controller.abort();
  });
});

describe('a client that is closed', () => {
  it('aborts what is under way, lets nothing begin, and may be closed again', async () => {
    const { smartflow, sent } = gatewayClient(never);
    const errors: unknown[] = [];
    failure(smartflow.chat('Hi')).subscribe((error) => errors.push(error));
    failure(smartflow.logs()).subscribe((error) => errors.push(error));
    smartflow.close();
    smartflow.close();
    failure(smartflow.health()).subscribe((error) => errors.push(error));
    expect(errors).toHaveLength(3);
    for (const error of errors) {
      expect(error).toBeInstanceOf(SmartflowError);
      expect(error).toMatchObject({ code: 'CLOSED', retryable: false });
    }
    expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    await expect(smartflow.promises.health()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('is closed by leaving the block that it was made in', async () => {
    const { smartflow } = gatewayClient(never);
    const using = smartflow[Symbol.asyncDispose]();
    await using;
    await expect(smartflow.promises.health()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('leaves alone who has left', () => {
    const { smartflow, sent } = gatewayClient(never);
    const seen: unknown[] = [];
    const subscription = failure(smartflow.chat('Hi')).subscribe((value) => seen.push(value));
    subscription.unsubscribe();
    smartflow.close();
    expect([seen, sent.length]).toEqual([[], 1]);
  });
});
