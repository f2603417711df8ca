import { concat, map, NEVER, range } from 'rxjs';
import type { ChatModel } from 'smooth-operator-rx/server';
import { describe, expect, it } from 'vitest';
import { AGENT } from '../turnTest';
import { first, open, serve } from './kit';

const COUNT = 1_000;

/** Says a thousand tokens in one go. */
const flood: ChatModel = {
  complete: () => range(1, COUNT).pipe(map((n) => ({ kind: 'token', text: `${n}.` }))),
};
const WHOLE = Array.from({ length: COUNT }, (_, n) => `${n + 1}.`).join('');

const LIMIT = 50;

/** What a reader gets that takes a frame of the display for each event. */
async function drawn(overflow: 'conflate' | 'dropOldest' | 'dropLatest') {
  const { url } = await serve({ model: flood });
  const { lib } = await open('operator');
  return lib.evaluate(
    async ({ createClient, boundedConcatMap, reply, tokens, rxjs }, given) => {
      const turn$ = createClient({ url: given.url })
        .session({ agentId: given.agentId })
        .turn('Count')
        .pipe(
          boundedConcatMap(
            (event) =>
              rxjs.animationFrames().pipe(
                rxjs.take(1),
                rxjs.map(() => event),
              ),
            { overflow: given.overflow, limit: given.limit },
          ),
          rxjs.share(),
        );
      const [said, answer] = await rxjs.lastValueFrom(
        rxjs.forkJoin([turn$.pipe(tokens(), rxjs.toArray()), turn$.pipe(reply())]),
      );
      return { said, answer: answer.text };
    },
    { url, overflow, limit: LIMIT, agentId: AGENT },
  );
}

const inOrder = (said: readonly string[]) => {
  const numbers = said.map(Number);
  return numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? n));
};

describe('a reader in Chromium that is slower than the agent', () => {
  it('is given what has come meanwhile as one, and every character of it', async () => {
    const { said, answer } = await drawn('conflate');
    expect(said.length).toBeLessThan(COUNT / 2);
    expect(said.join('')).toBe(WHOLE);
    expect(answer).toBe(WHOLE);
  });

  it.each([
    ['newest', 'dropOldest', `${COUNT}.`],
    ['first', 'dropLatest', '1.'],
  ] as const)(
    'is given the %s tokens there is room for, and the whole answer',
    async (_, overflow, token) => {
      const { said, answer } = await drawn(overflow);
      expect(said.length).toBeGreaterThanOrEqual(LIMIT);
      expect(said.length).toBeLessThan(COUNT / 2);
      expect(said).toContain(token);
      expect(inOrder(said)).toBe(true);
      expect(answer).toBe(WHOLE);
    },
  );

  it('ends its turn when too much waits, and one cancel is sent', async () => {
    const endless: ChatModel = { complete: (request) => concat(flood.complete(request), NEVER) };
    const { url, log$ } = await serve({ model: endless });
    const tab = await open('operator');
    const error = await tab.lib.evaluate(
      ({ createClient, boundedConcatMap, isSmoothOperatorError, rxjs }, given) =>
        rxjs.lastValueFrom(
          createClient({ url: given.url })
            .session({ agentId: given.agentId })
            .turn('Count')
            .pipe(
              boundedConcatMap(() => rxjs.NEVER, { overflow: 'error', limit: 100 }),
              rxjs.ignoreElements(),
              rxjs.catchError((thrown: unknown) =>
                rxjs.of(isSmoothOperatorError(thrown) ? [thrown.kind, thrown.code] : []),
              ),
            ),
        ),
      { url, agentId: AGENT },
    );
    expect(error).toEqual(['overflow', 'OVERFLOW']);
    const turn = await first(log$, ({ kind }) => kind === 'turn');
    expect(turn).toMatchObject({ outcome: 'cancelled' });
    const sent = tab.sockets[0]?.sent.map(({ action }) => action);
    expect(sent?.filter((action) => action === 'cancel')).toHaveLength(1);
  });

  it('that draws the text once a frame draws all of it', async () => {
    const { url } = await serve({ model: flood });
    const { lib } = await open('operator');
    const drawings = await lib.evaluate(
      ({ createClient, conflateTokens, text, rxjs }, given) =>
        rxjs.lastValueFrom(
          createClient({ url: given.url })
            .session({ agentId: given.agentId })
            .turn('Count')
            .pipe(conflateTokens(), text(), rxjs.toArray()),
        ),
      { url, agentId: AGENT },
    );
    expect(drawings.length).toBeLessThan(COUNT / 2);
    expect(drawings.at(-1)).toBe(WHOLE);
  });

  it('that holds up the whole page misses nothing', async () => {
    const { url } = await serve({ model: flood });
    const { lib } = await open('operator');
    const said = await lib.evaluate(
      ({ createClient, tokens, rxjs }, given) =>
        rxjs.lastValueFrom(
          createClient({ url: given.url })
            .session({ agentId: given.agentId })
            .turn('Count')
            .pipe(
              tokens(),
              rxjs.tap(() => {
                const until = performance.now() + 0.2;
                while (performance.now() < until);
              }),
              rxjs.toArray(),
            ),
        ),
      { url, agentId: AGENT },
    );
    expect(said.join('')).toBe(WHOLE);
  });
});
