import { concat, map, merge, NEVER, of, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { scriptedModel } from '../../src/server/models/scripted';
import type { ServerOptions } from '../../src/server/options';
import type { ServerEvent } from '../../src/protocol';
import {
  callsThenTells,
  codeOf,
  confirm,
  connect,
  labelOf,
  labelsOf,
  marbles,
  only,
  open,
  say,
  sentFor,
  service,
  tool,
} from './kit';

const args = { orderId: '1234', amount: 25.5 };
const options: ServerOptions = { model: callsThenTells('issue_refund', args) };

/** A connection on which the refund waits for approval. */
function parked(on = service(options)) {
  const client = connect(on);
  const { sessionId } = open(client);
  return { on, client, sessionId, events: client.send(say(sessionId)) };
}

const result = (events: readonly ServerEvent[]) =>
  only(events, 'stream_chunk').data.state.rawResponse as {
    toolResult: { isError: boolean; result: string };
  };

describe('a write that waits for approval', () => {
  it('asks first, then shows the call, and waits [WRITE-1]', () => {
    const { events } = parked();
    expect(labelsOf(events)).toEqual(['accepted', 'write_confirmation_required', 'toolCall']);
    expect(events[1]).toEqual({
      type: 'write_confirmation_required',
      requestId: 'turn',
      timestamp: 1_700_000_000_000,
      data: {
        requestId: 'turn',
        data: { toolId: 'issue_refund', actionDescription: 'Refund 25.50 for order 1234' },
      },
    });
  });

  it('goes on in the same turn once approved: acknowledged first, the call not repeated [CONFIRM-3] [WRITE-2]', () => {
    const { client, sessionId } = parked();
    const events = client.send(confirm(sessionId, true));
    expect(labelsOf(events).slice(0, 3)).toEqual(['answered', 'toolResult', 'stream_token']);
    expect(labelsOf(events).at(-1)).toBe('eventual_response');
    expect(events[0]).toMatchObject({
      requestId: 'confirm',
      status: 200,
      data: { sessionId, approved: true },
    });
    expect(events.slice(1).every(({ requestId }) => requestId === 'turn')).toBe(true);
    expect(result(events).toolResult.isError).toBe(false);
    expect(JSON.parse(result(events).toolResult.result)).toMatchObject({
      ...args,
      refundId: 'refund-id-7',
    });
  });

  it('is told to the model as denied, and the turn completes [WRITE-2]', () => {
    const { client, sessionId } = parked();
    const events = client.send(confirm(sessionId, false));
    expect(labelsOf(events)).toEqual([
      'answered',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(events[0]).toMatchObject({ data: { approved: false } });
    expect(result(events).toolResult.isError).toBe(true);
    expect(result(events).toolResult.result).toMatch(/^Denied by human: /);
  });

  it('takes one answer [CONFIRM-2]', () => {
    const { client, sessionId } = parked();
    client.send(confirm(sessionId, true));
    const events = client.send(confirm(sessionId, true, 'again'));
    expect(codeOf(events)).toBe('NO_PENDING_CONFIRMATION');
    expect(only(events, 'error').requestId).toBe('again');
  });

  it('may be answered by another connection', () => {
    const { on, client, sessionId } = parked();
    expect(labelsOf(connect(on).send(confirm(sessionId, true)))).toEqual(['answered']);
    expect(labelsOf(client.events).at(-1)).toBe('eventual_response');
  });

  it('is not there in another session', () => {
    const { client } = parked();
    expect(codeOf(client.send(confirm('another', true)))).toBe('NO_PENDING_CONFIRMATION');
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
  });

  it('is dropped by cancel, and a late answer finds nothing [CANCEL-2]', () => {
    const { client, sessionId } = parked();
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
    expect(codeOf(client.send(confirm(sessionId, true)))).toBe('NO_PENDING_CONFIRMATION');
  });

  it('is dropped when its client leaves: it never runs', () => {
    let ran = 0;
    const refund = tool('issue_refund', () => ++ran);
    const { on, client, sessionId } = parked(service({ ...options, tools: [refund] }));
    client.leave();
    expect(codeOf(connect(on).send(confirm(sessionId, true)))).toBe('NO_PENDING_CONFIRMATION');
    expect(ran).toBe(0);
  });

  it('is denied by a newer one of the same session', () => {
    const { on, client, sessionId } = parked();
    const other = connect(on);
    expect(labelsOf(other.send(say(sessionId)))).toEqual([
      'accepted',
      'write_confirmation_required',
      'toolCall',
    ]);
    expect(labelsOf(client.events).slice(-3)).toEqual([
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(only(client.events, 'stream_token').token).toMatch(/^Denied by human: /);
    expect(labelsOf(other.send(confirm(sessionId, true))).at(-1)).toBe('eventual_response');
  });

  it('holds up a second message, not a second connection', () => {
    const { on, client, sessionId } = parked();
    expect(codeOf(client.send(say(sessionId)))).toBe('TURN_IN_PROGRESS');
    const other = connect(on);
    expect(labelsOf(other.send(say(open(other).sessionId)))[0]).toBe('accepted');
  });

  it('waits for each of several', () => {
    const call = { kind: 'toolCall', name: 'issue_refund', arguments: args } as const;
    const { client, sessionId } = parked(
      service({ model: scriptedModel([call, call, { kind: 'text', text: 'Both.' }]) }),
    );
    expect(labelsOf(client.send(confirm(sessionId, true)))).toEqual([
      'answered',
      'toolResult',
      'write_confirmation_required',
      'toolCall',
    ]);
    expect(labelsOf(client.send(confirm(sessionId, false)))).toEqual([
      'answered',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
  });

  it('may fail once approved', () => {
    const refund = tool('issue_refund', () => {
      throw new Error('the till is closed');
    });
    const { client, sessionId } = parked(service({ ...options, tools: [refund] }));
    expect(result(client.send(confirm(sessionId, true))).toolResult).toMatchObject({
      isError: true,
      result: 'Error: the till is closed',
    });
  });

  it('is described by its name and arguments when the tool has no words for them', () => {
    const model = callsThenTells('issue_refund', { orderId: 7 });
    const { client } = parked(service({ model }));
    const { data } = only(client.events, 'write_confirmation_required').data;
    expect(data.actionDescription).toBe('issue_refund {"orderId":7}');
  });

  it.each([[undefined], [null], [7], [{ text: 'Pay' }]])(
    'is described so, too, when the words of a host are %j',
    (words) => {
      const pay = tool('pay', () => 'paid', { describe: () => words as unknown as string });
      const on = service({ model: callsThenTells('pay'), tools: [pay], confirmTools: ['pay'] });
      const asked = only(parked(on).client.events, 'write_confirmation_required');
      expect(asked.data.data).toEqual({ toolId: 'pay', actionDescription: 'pay {}' });
    },
  );
});

describe('which tools wait [WRITE-3]', () => {
  it.each([
    ['dance', ['dance'], true],
    ['dance_slowly', ['dance'], true],
    ['dance', ['sing', 'an'], true],
    ['dance', ['dance_slowly'], false],
    ['dance', [], false],
  ])('%s, with the patterns %j: %s', (name, confirmTools, waits) => {
    const on = service({
      model: callsThenTells(name),
      tools: [tool(name, () => 'ok')],
      confirmTools,
    });
    expect(labelsOf(parked(on).events).includes('write_confirmation_required')).toBe(waits);
  });
});

describe('time and approval', () => {
  /** Nothing is said of silence, and nobody is sent away for it. */
  const silent = { ...options, keepaliveInterval: Infinity, limits: { idleTimeout: Infinity } };
  const label = (event: ServerEvent) =>
    ({
      accepted: 'a',
      write_confirmation_required: 'w',
      toolCall: 'c',
      answered: 'k',
      toolResult: 'r',
      stream_token: 't',
      eventual_response: 'e',
      cancelled: 'x',
    })[labelOf(event)] ?? '?';
  const slow = tool('issue_refund', () => timer(5).pipe(map(() => 'paid')));

  it('runs a turn from the question to the end', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service({ ...silent, tools: [slow] });
      const { sessionId } = open(connect(on));
      const frames = hot('    s---------y', { s: say(sessionId), y: confirm(sessionId, true) });
      const expected = '      (awc)-----k----(rte)';
      expectObservable(sentFor(frames, on).pipe(map(label))).toBe(expected);
    });
  });

  it('takes an answer after a long while', () => {
    marbles(({ expectObservable }) => {
      const on = service(silent);
      const { sessionId } = open(connect(on));
      const answer = timer(299_999).pipe(map(() => confirm(sessionId, false)));
      const frames = concat(of(say(sessionId)), merge(answer, NEVER));
      expectObservable(sentFor(frames, on).pipe(map(label))).toBe('(awc) 299994ms (krte)');
    });
  });

  it('denies by itself after 300 seconds [PROMPT-3]', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service(silent);
      const { sessionId } = open(connect(on));
      const frames = hot('s', { s: say(sessionId) });
      expectObservable(sentFor(frames, on).pipe(map(label))).toBe('(awc) 299995ms (rte)');
    });
  });

  it('denies after the time the server was given', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service({ ...silent, promptTimeout: 20 });
      const { sessionId } = open(connect(on));
      const frames = hot('    s', { s: say(sessionId) });
      expectObservable(sentFor(frames, on).pipe(map(label))).toBe('(awc) 15ms (rte)');
    });
  });
});
