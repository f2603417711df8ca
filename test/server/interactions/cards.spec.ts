import {
  concat,
  filter,
  map,
  merge,
  NEVER,
  of,
  ReplaySubject,
  tap,
  throwError,
  timer,
  withLatestFrom,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../../src/protocol';
import { scriptedModel } from '../../../src/server/models/scripted';
import type { ServerOptions } from '../../../src/server/options';
import type { Service } from '../../../src/server/service';
import { memoryStore } from '../../../src/server/stores/memory';
import { anonymous, user } from '../access/kit';
import {
  codeOf,
  confirm,
  connect,
  labelOf,
  labelsOf,
  logged,
  marbles,
  only,
  open,
  say,
  sentFor,
  service,
} from '../kit';
import { calling, intake, resultIn, shown, sizes, submit, SUPPORTS, toldIn } from './cards';

const alice = { name: ' Alice ', email: 'Alice@EXAMPLE.com' };
const options: ServerOptions = calling('request_identity_intake', intake);

describe('a card', () => {
  it('is shown before its call, and the turn waits [CARD-1] [CHUNK-2]', () => {
    const { events } = shown();
    expect(labelsOf(events)).toEqual(['accepted', 'interaction_required', 'toolCall']);
    expect(events[1]).toEqual({
      type: 'interaction_required',
      requestId: 'turn',
      timestamp: 1_700_000_000_000,
      data: {
        requestId: 'turn',
        data: {
          interactionId: expect.stringMatching(/^id-\d+$/),
          kind: 'identity_intake',
          spec: {
            fields: [
              { key: 'name', required: true },
              { key: 'email', required: true },
            ],
          },
          reason: 'to call you back',
        },
      },
    });
  });

  it.each([[undefined], [''], [' '], [7], [null]])('has a reason without one: %j', (reason) => {
    const { card } = shown(service(calling('request_choices', { ...sizes, reason })));
    expect(card.reason).toBe('to help you better');
  });

  it('goes on in the same turn once filled in: acknowledged first, the call not repeated [SUBMIT-4]', () => {
    const { client, sessionId, card } = shown();
    const events = client.send(submit(sessionId, card.interactionId, { values: alice }));
    const values = { name: 'Alice', email: 'Alice@example.com' };
    expect(labelsOf(events).slice(0, 3)).toEqual(['answered', 'toolResult', 'stream_token']);
    expect(labelsOf(events).at(-1)).toBe('eventual_response');
    expect(events[0]).toMatchObject({ requestId: 'submit', status: 200 });
    expect(only(events, 'immediate_response').data).toEqual({
      sessionId,
      interactionId: card.interactionId,
      kind: 'identity_intake',
      values,
    });
    expect(events.slice(1).every(({ requestId }) => requestId === 'turn')).toBe(true);
    expect(resultIn(events).isError).toBe(false);
    expect(toldIn(events)).toEqual({ status: 'submitted', values });
  });

  it('of choices is answered the same way', () => {
    const { client, sessionId, card } = shown(service(calling('request_choices', sizes)));
    expect(card).toMatchObject({ kind: 'choices', spec: { questions: [{ header: 'Size' }] } });
    const values = { answers: [{ header: 'Size', other: ' XL ' }] };
    const events = client.send(submit(sessionId, card.interactionId, { values, kind: 'choices' }));
    const kept = { answers: [{ header: 'Size', options: [], other: 'XL' }] };
    expect(only(events, 'immediate_response').data).toMatchObject({ values: kept });
    expect(toldIn(events)).toEqual({ status: 'submitted', values: kept });
  });

  it('may be declined: the model is told, and the turn completes [SUBMIT-3] [CARD-5]', () => {
    const { client, sessionId, card } = shown();
    const events = client.send(submit(sessionId, card.interactionId, { declined: true }));
    expect(labelsOf(events).slice(0, 2)).toEqual(['answered', 'toolResult']);
    expect(labelsOf(events).at(-1)).toBe('eventual_response');
    expect(only(events, 'immediate_response').data).toEqual({
      sessionId,
      interactionId: card.interactionId,
      declined: true,
    });
    expect(toldIn(events)).toEqual({ status: 'declined', message: expect.any(String) });
    expect(resultIn(events).isError).toBe(false);
  });

  it('takes one answer [SUBMIT-2]', () => {
    const { client, sessionId, card } = shown();
    client.send(submit(sessionId, card.interactionId, { values: alice }));
    const events = client.send(submit(sessionId, card.interactionId, { values: alice }));
    expect(labelsOf(events)).toEqual(['NO_PENDING_INTERACTION']);
  });

  it('may be answered by another connection', () => {
    const { on, client, sessionId, card } = shown();
    const other = connect(on);
    expect(labelsOf(other.send(submit(sessionId, card.interactionId, { declined: true })))).toEqual(
      ['answered'],
    );
    expect(labelsOf(client.events).at(-1)).toBe('eventual_response');
  });

  it.each([
    ['another user', user('bob@example.com')],
    ['the same address in another organisation', user('alice@example.com', 'other')],
    ['somebody without a token', anonymous],
  ])('is not there for %s, who knows both ids [SUBMIT-2]', (_title, stranger) => {
    const { on, client, sessionId, card } = shown(undefined, SUPPORTS, user('alice@example.com'));
    const answer = submit(sessionId, card.interactionId, { declined: true });
    expect(codeOf(connect(on, stranger).send(answer))).toBe('NO_PENDING_INTERACTION');
    expect(on.interactions.size).toBe(1);
    const own = connect(on, user('alice@example.com'));
    expect(labelsOf(own.send(answer))).toEqual(['answered']);
    expect(labelsOf(client.events).at(-1)).toBe('eventual_response');
  });

  it('is dropped by cancel, and a late answer finds nothing [CANCEL-2]', () => {
    const { on, client, sessionId, card } = shown();
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
    const late = submit(sessionId, card.interactionId, { values: alice });
    expect(codeOf(client.send(late))).toBe('NO_PENDING_INTERACTION');
    expect(on.interactions.size).toBe(0);
  });

  it('is dropped when its client leaves', () => {
    const { on, client, sessionId, card } = shown();
    client.leave();
    const late = submit(sessionId, card.interactionId, { values: alice });
    expect(codeOf(connect(on).send(late))).toBe('NO_PENDING_INTERACTION');
    expect(on.interactions.size).toBe(0);
  });

  it('is left alone by a newer one of the same session [PROMPT-4]', () => {
    const { on, client, sessionId, card } = shown();
    const other = connect(on);
    const newer = only(other.send(say(sessionId)), 'interaction_required').data.data;
    expect(newer.interactionId).not.toBe(card.interactionId);
    expect(toldIn(client.events)).toMatchObject({ status: 'no_response' });
    expect(labelsOf(client.events).at(-1)).toBe('eventual_response');
    const old = submit(sessionId, card.interactionId, { declined: true });
    expect(codeOf(other.send(old))).toBe('INTERACTION_MISMATCH');
    const answer = submit(sessionId, newer.interactionId, { declined: true });
    expect(labelsOf(other.send(answer)).at(-1)).toBe('eventual_response');
  });

  it('is given up when the server is about to stop, and the turn completes', () => {
    const { on, client } = shown();
    on.drain.begin();
    expect(toldIn(client.events)).toMatchObject({ status: 'no_response' });
    expect(labelsOf(client.events).at(-1)).toBe('eventual_response');
    expect(on.interactions.size).toBe(0);
  });

  it('waits beside a write of the same session: each is answered by its own action [PROMPT-4]', () => {
    const refund = { orderId: '1234', amount: 1 };
    const model = scriptedModel([
      { kind: 'toolCall', name: 'request_choices', arguments: sizes },
      { kind: 'toolCall', name: 'issue_refund', arguments: refund },
      { kind: 'text', text: 'Paid.' },
      { kind: 'text', text: 'Chosen.' },
    ]);
    const { on, client, sessionId, card } = shown(service({ model }));
    const other = connect(on);
    expect(labelsOf(other.send(say(sessionId)))).toContain('write_confirmation_required');
    expect(labelsOf(other.send(confirm(sessionId, true))).at(-1)).toBe('eventual_response');
    const answer = submit(sessionId, card.interactionId, { declined: true });
    expect(labelsOf(client.send(answer)).at(-1)).toBe('eventual_response');
  });

  it('needs no approval of its own, whatever the patterns', () => {
    const { events } = shown(service({ ...options, confirmTools: ['request'] }));
    expect(labelsOf(events)).toEqual(['accepted', 'interaction_required', 'toolCall']);
  });

  it('that cannot be asked is an error for the model, and nothing waits', () => {
    const on = service(calling('request_identity_intake', { fields: ['address'] }));
    const client = connect(on);
    const { sessionId } = open(client, { supports: SUPPORTS });
    const events = client.send(say(sessionId));
    expect(labelsOf(events).slice(0, 3)).toEqual(['accepted', 'toolCall', 'toolResult']);
    expect(resultIn(events)).toMatchObject({ isError: true });
    expect(resultIn(events).result).toMatch(/^Error: .*"address".*name, email, phone/);
    expect(on.interactions.size).toBe(0);
  });
});

describe('an answer that does not do leaves the card waiting', () => {
  const spare = {
    action: 'submit_interaction',
    requestId: 'r',
    sessionId: 's',
    interactionId: 'i',
  };

  it.each([
    ['requestId', { requestId: undefined, sessionId: 7, interactionId: undefined }],
    ['requestId', { requestId: 7 }],
    ['sessionId', { sessionId: undefined, interactionId: 7 }],
    ['sessionId', { sessionId: null }],
    ['interactionId', { interactionId: undefined }],
    ['interactionId', { interactionId: 7, values: 'x' }],
  ])('%s missing, named first: %j [SUBMIT-1]', (field, fields) => {
    const { on, client } = shown();
    const events = client.send({ ...spare, ...fields });
    expect(codeOf(events)).toBe('VALIDATION_ERROR');
    expect(only(events, 'error').data.error.message).toContain(field);
    expect(on.interactions.size).toBe(1);
  });

  it.each<[title: string, fields: object, code: string]>([
    ['another id', { interactionId: 'another', declined: true }, 'INTERACTION_MISMATCH'],
    ['another id, and nothing else', { interactionId: 'another' }, 'INTERACTION_MISMATCH'],
    ['another kind', { kind: 'choices', declined: true }, 'INTERACTION_MISMATCH'],
    ['an unknown kind', { kind: 'constructor', values: alice }, 'INTERACTION_MISMATCH'],
    ['an empty kind', { kind: '', values: alice }, 'INTERACTION_MISMATCH'],
    ['another session', { sessionId: 'another', declined: true }, 'NO_PENDING_INTERACTION'],
    ['no values', {}, 'VALIDATION_ERROR'],
    ['values that are null', { values: null }, 'VALIDATION_ERROR'],
    ['values that are a list', { values: [] }, 'VALIDATION_ERROR'],
    ['values that are a text', { values: 'Alice' }, 'VALIDATION_ERROR'],
    ['no values and a kind', { kind: 'identity_intake' }, 'VALIDATION_ERROR'],
    ['declined, but not quite', { declined: 'true' }, 'VALIDATION_ERROR'],
    ['not declined', { declined: false }, 'VALIDATION_ERROR'],
    ['values that are wrong', { values: { name: 'Alice' } }, 'interaction_invalid'],
    ['values that are empty', { values: {} }, 'interaction_invalid'],
  ])('%s [SUBMIT-2] [SUBMIT-3]', (_title, fields, code) => {
    const { client, sessionId, card } = shown();
    const frame = { ...submit(sessionId, card.interactionId, {}), ...fields };
    const events = client.send(frame);
    expect(labelsOf(events)).toEqual([code]);
    expect(events[0]?.requestId).toBe('submit');
    const right = submit(sessionId, card.interactionId, { values: alice });
    expect(labelsOf(client.send(right)).at(-1)).toBe('eventual_response');
  });

  it('declining needs no values, and wins over those that are wrong [SUBMIT-3]', () => {
    const { client, sessionId, card } = shown();
    const fields = { declined: true, values: { email: 'no' } };
    const events = client.send(submit(sessionId, card.interactionId, fields));
    expect(toldIn(events)).toMatchObject({ status: 'declined' });
  });

  it('is answered with all that is wrong, as often as it takes [CARD-2] [SUBMIT-3]', () => {
    const { client, sessionId, card } = shown();
    for (let n = 0; n < 20; n++) {
      const values = { email: `no ${n}` };
      const events = client.send(submit(sessionId, card.interactionId, { values }));
      expect(events).toEqual([
        {
          type: 'interaction_invalid',
          requestId: 'submit',
          timestamp: 1_700_000_000_000,
          data: {
            requestId: 'submit',
            data: {
              interactionId: card.interactionId,
              kind: 'identity_intake',
              errors: [
                { field: 'name', message: 'is required' },
                { field: 'email', message: 'must be a valid email address' },
              ],
              message: 'Some fields need attention.',
            },
          },
        },
      ]);
    }
    const right = submit(sessionId, card.interactionId, { values: alice });
    expect(labelsOf(client.send(right)).at(-1)).toBe('eventual_response');
  });

  it('is told in short, however much was wrong', () => {
    const { client, sessionId, card } = shown(service(calling('request_choices', sizes)));
    const options = Array.from({ length: 50_000 }, (_, n) => `option ${n}`);
    const values = { answers: [{ header: 'Size', options }] };
    const events = client.send(submit(sessionId, card.interactionId, { values }));
    expect(labelsOf(events)).toEqual(['interaction_invalid']);
    expect(JSON.stringify(events).length).toBeLessThan(1000);
  });

  it('finds nothing where no card was shown, and a session without one', () => {
    const client = connect(service());
    const { sessionId } = open(client, { supports: SUPPORTS });
    for (const id of [sessionId, 'unknown', '__proto__']) {
      expect(codeOf(client.send(submit(id, 'i', {})))).toBe('NO_PENDING_INTERACTION');
    }
  });
});

describe('what the user filled in stays with the session', () => {
  const sessionOf = (on: Service, sessionId: string) => {
    let found: unknown;
    on.store.session(sessionId).subscribe((session) => {
      found = session;
    });
    return found;
  };

  it('by its own names, and what was not filled in stays as it was [CARD-8]', () => {
    const on = service(options);
    const client = connect(on);
    const { sessionId } = open(client, { supports: SUPPORTS, userName: 'Al', userEmail: 'x@y.z' });
    const card = only(client.send(say(sessionId)), 'interaction_required').data.data;
    client.send(submit(sessionId, card.interactionId, { values: alice }));
    expect(sessionOf(on, sessionId)).toMatchObject({
      agentId: 'agent',
      userName: 'Alice',
      userEmail: 'x@y.z',
      contactEmail: 'Alice@example.com',
    });
    expect(sessionOf(on, sessionId)).not.toHaveProperty('contactPhone');
  });

  it.each([
    ['declined', { declined: true }],
    ['wrong', { values: { name: 'Alice', email: 'no' } }],
  ])('and nothing does of an answer that is %s', (_title, fields) => {
    const { on, client, sessionId, card } = shown();
    const before = sessionOf(on, sessionId);
    client.send(submit(sessionId, card.interactionId, fields));
    expect(sessionOf(on, sessionId)).toEqual(before);
  });

  it.each([
    ['a new address', { email: 'new@example.com' }, false],
    ['a number beside the address', { email: 'old@example.com', phone: '+15551234567' }, false],
    ['the same address', { email: 'old@EXAMPLE.com' }, true],
  ])('%s: whoever entered a code before is %s', (_title, contact, otpVerified) => {
    const { on, client, sessionId, card } = shown();
    const known = { contactEmail: 'old@example.com', otpVerified: true };
    on.store.updateSession(sessionId, known).subscribe();
    const values = { name: 'Alice', ...contact };
    client.send(submit(sessionId, card.interactionId, { values }));
    expect(sessionOf(on, sessionId)).toMatchObject({ otpVerified });
  });

  it('or the model is told that it could not be kept, and no more than that', () => {
    const log = logged();
    const failure = new Error('no route to postgres://admin:secret@db');
    const store = { ...memoryStore(), updateSession: () => throwError(() => failure) };
    const { client, sessionId, card } = shown(service({ ...options, store, onLog: log.onLog }));
    const events = client.send(submit(sessionId, card.interactionId, { values: alice }));
    expect(labelsOf(events)).toEqual([
      'answered',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(resultIn(events)).toEqual({
      name: 'request_identity_intake',
      isError: true,
      result: 'Error: the server could not note it.',
    });
    expect(JSON.stringify(events)).not.toContain('postgres');
    expect(log.entries.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
  });
});

describe('time and a card', () => {
  const label = (event: ServerEvent) =>
    ({
      accepted: 'a',
      interaction_required: 'q',
      interaction_invalid: 'i',
      toolCall: 'c',
      answered: 'k',
      toolResult: 'r',
      stream_token: 't',
      eventual_response: 'e',
      cancelled: 'x',
      NO_PENDING_INTERACTION: 'n',
    })[labelOf(event)] ?? '?';
  const opened = (on: Service) => open(connect(on), { supports: SUPPORTS }).sessionId;

  it('runs a turn from the card to the end, the wait as long as the person takes', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service(options);
      const sessionId = opened(on);
      const shownId$ = new ReplaySubject<string>(1);
      const answers = { w: { name: 'Alice' }, v: alice };
      const frames = merge(
        hot('                  s', { s: say(sessionId) }),
        hot<object>('          ------w---v', answers).pipe(
          withLatestFrom(shownId$),
          map(([values, id]) => submit(sessionId, id, { values })),
        ),
      );
      const expected = '       (aqc)-i---(krte)';
      const until = '          ^-----------------!';
      const sent = sentFor(frames, on).pipe(
        tap((event) => {
          if (event.type === 'interaction_required') shownId$.next(event.data.data.interactionId);
        }),
      );
      expectObservable(sent.pipe(map(label)), until).toBe(expected);
    });
  });

  it('goes on by itself after 300 seconds, unanswered [PROMPT-3] [CARD-5]', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service(options);
      const sessionId = opened(on);
      const sent = sentFor(hot('s', { s: say(sessionId) }), on);
      const turn = sent.pipe(
        filter(({ type }) => type !== 'keepalive'),
        map(label),
      );
      expectObservable(turn, '^ 310s !').toBe('(aqc) 299995ms (rte)');
    });
  });

  it('finds nothing to answer from then on', () => {
    marbles(({ expectObservable }) => {
      const on = service({ ...options, promptTimeout: 20 });
      const sessionId = opened(on);
      const late = timer(20).pipe(map(() => submit(sessionId, 'i', { declined: true })));
      const frames = concat(of(say(sessionId)), merge(late, NEVER));
      const sent = sentFor(frames, on).pipe(map(label));
      expectObservable(sent, '^ 30ms !').toBe('(aqc) 15ms (rten)');
    });
  });

  it('is left by cancel at once, and no timer stays', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service(options);
      const sessionId = opened(on);
      const frames = hot('s---------x|', { s: say(sessionId), x: { action: 'cancel' } });
      expectObservable(sentFor(frames, on).pipe(map(label))).toBe('(aqc)-----x|');
    });
  });
});
