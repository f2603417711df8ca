import { concat, EMPTY, finalize, map, NEVER, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/server/access/principal';
import type { Session } from '../../../src/server/store';
import { memoryStore } from '../../../src/server/stores/memory';
import type { AuthLevel } from '../../../src/server/tools';
import {
  callsThenTells,
  codeOf,
  connect,
  labelOf,
  labelsOf,
  logged,
  marbles,
  modelOf,
  only,
  open,
  say,
  sentFor,
  service,
  token,
  tool,
} from '../kit';
import { asked, EMAIL, otpOf, resultsOf, verify, wary } from './kit';

const caller = (fields: Partial<Principal>) => ({
  principal: {
    sub: 'ada',
    org: 'acme',
    role: 'basic',
    groups: [],
    isAuthenticated: true,
    ...fields,
  } satisfies Principal,
  isOriginAllowed: true,
});

describe('a tool that needs a verified user', () => {
  it('is refused to the model, and the code is offered after the tokens, before the end [OTP-3] [OTP-6]', () => {
    const { otp, sent } = otpOf({});
    const { events, sessionId, state } = asked({ otp });
    expect(labelsOf(events)).toEqual([
      'accepted',
      'toolCall',
      'toolResult',
      'stream_token',
      'otp_verification_required',
      'otp_sent',
      'eventual_response',
    ]);
    expect(events.every(({ requestId }) => requestId === 'turn')).toBe(true);
    expect(only(events, 'otp_verification_required').data).toEqual({
      requestId: 'turn',
      data: {
        toolId: 'refund',
        actionDescription: 'Refund 25.50 for order 1234',
        availableChannels: ['email'],
        authLevel: 'end_user',
      },
    });
    expect(only(events, 'otp_sent').data).toEqual({
      requestId: 'turn',
      data: { channel: 'email', maskedDestination: 'a***@example.com' },
    });
    expect(sent).toEqual([{ sessionId, channel: 'email', destination: 'ada@example.com' }]);
    expect(resultsOf(events)).toEqual([
      { name: 'refund', isError: true, result: expect.stringMatching(/^Error: .*one-time code/) },
    ]);
    expect(state.ran).toBe(0);
  });

  it('has its reply stored before the code is offered [TURN-11]', () => {
    const order: string[] = [];
    const memory = memoryStore();
    const store = {
      ...memory,
      append: (message: Parameters<typeof memory.append>[0]) => {
        order.push(message.direction);
        return memory.append(message);
      },
    };
    const { otp } = otpOf({
      send: () => {
        order.push('code');
        return EMPTY;
      },
    });
    asked({ otp, store });
    expect(order).toEqual(['inbound', 'outbound', 'code']);
  });

  it('is offered by both channels when both are known, email before SMS, and sent by the first [OTP-6]', () => {
    const { otp, sent } = otpOf({});
    const reachable = () => {
      const memory = memoryStore();
      return {
        ...memory,
        putSession: (session: Parameters<typeof memory.putSession>[0]) =>
          memory.putSession({ ...session, contactPhone: '+15550167' }),
      };
    };
    const both = asked({ otp, store: reachable() });
    expect(only(both.events, 'otp_verification_required').data.data.availableChannels).toEqual([
      'email',
      'sms',
    ]);
    const phone = asked({ otp, store: reachable() }, {});
    expect(only(phone.events, 'otp_sent').data.data).toEqual({
      channel: 'sms',
      maskedDestination: '***67',
    });
    expect(sent.map(({ channel }) => channel)).toEqual(['email', 'sms']);
  });

  it('is offered once for all that were refused in a turn, naming the first', () => {
    const { otp, sent } = otpOf({});
    const call = (name: string) =>
      ({ kind: 'toolCall', id: `call-${name}`, name, arguments: {} }) as const;
    const model = modelOf(({ messages }) =>
      messages.at(-1)?.role === 'tool'
        ? of(token('No.'))
        : of(call('wire'), call('refund'), call('wire')),
    );
    const tools = [wary().refund, wary({ name: 'wire', describe: () => 'Wire it' }).refund];
    const { events } = asked({ otp, model, tools });
    expect(resultsOf(events).map(({ isError }) => isError)).toEqual([true, true, true]);
    expect(only(events, 'otp_verification_required').data.data).toMatchObject({
      toolId: 'wire',
      actionDescription: 'Wire it',
    });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['no service', {}, EMAIL],
    ['no contact', { otp: otpOf({}).otp }, {}],
    ['nothing that could be a contact', { otp: otpOf({}).otp }, { userEmail: 'nobody' }],
  ])('is only refused where there is %s', (_what, options, fields) => {
    const { events, state } = asked(options, fields);
    expect(labelsOf(events)).toEqual([
      'accepted',
      'toolCall',
      'toolResult',
      'stream_token',
      'eventual_response',
    ]);
    expect(resultsOf(events)).toMatchObject([
      { isError: true, result: expect.stringMatching(/^Error: .*cannot be verified/) },
    ]);
    expect(state.ran).toBe(0);
  });

  it('runs once the user is verified and says the message again, and no code is offered [OTP-4]', () => {
    const { otp } = otpOf({});
    const { client, sessionId, state } = asked({ otp });
    expect(labelsOf(client.send(verify(sessionId)))).toEqual(['otp_verified']);
    const again = client.send(say(sessionId));
    expect(resultsOf(again)).toMatchObject([{ isError: false, result: 'refunded 1' }]);
    expect(labelsOf(again)).not.toContain('otp_verification_required');
    expect(state.ran).toBe(1);
  });

  it('runs in no other session than the verified one, not even of its conversation', () => {
    const { otp } = otpOf({});
    const { client, sessionId, conversationId, state } = asked({ otp });
    client.send(verify(sessionId));
    for (const fields of [EMAIL, { ...EMAIL, conversationId }]) {
      const other = open(client, fields);
      expect(resultsOf(client.send(say(other.sessionId)))).toMatchObject([{ isError: true }]);
    }
    expect(state.ran).toBe(0);
  });

  it('is asked about before a person is asked to approve it, and parks nothing', () => {
    const { otp } = otpOf({});
    const { events, on, client, sessionId, state } = asked({ otp, confirmTools: ['refund'] });
    expect(labelsOf(events)).not.toContain('write_confirmation_required');
    expect(on.confirmations.size).toBe(0);
    client.send(verify(sessionId));
    expect(labelsOf(client.send(say(sessionId)))).toEqual([
      'accepted',
      'write_confirmation_required',
      'toolCall',
    ]);
    expect(state.ran).toBe(0);
  });

  it('may be any whose name contains one of authTools', () => {
    const options = { authTools: ['fun'], tools: [tool('refund', () => 'done')] };
    expect(resultsOf(asked(options).events)).toMatchObject([{ isError: true }]);
    expect(resultsOf(asked({ ...options, authTools: ['wire'] }).events)).toMatchObject([
      { isError: false },
    ]);
  });

  it('does not become anybody’s by being for administrators and in authTools', () => {
    const { refund } = wary({ authLevel: 'admin' });
    const { events } = asked({ authTools: ['refund'], tools: [refund], otp: otpOf({}).otp });
    expect(resultsOf(events)).toMatchObject([
      { result: expect.stringContaining('administrators') },
    ]);
  });
});

describe('who may run a tool', () => {
  it.each<[AuthLevel | undefined, string, Partial<Principal> | undefined, boolean]>([
    [undefined, 'anybody', undefined, true],
    ['none', 'anybody', undefined, true],
    ['none', 'somebody without a token', { isAuthenticated: false }, true],
    ['end_user', 'anybody', undefined, false],
    ['end_user', 'somebody without a token', { isAuthenticated: false }, false],
    ['end_user', 'a user with a token', {}, true],
    ['end_user', 'an administrator', { role: 'admin' }, true],
    ['admin', 'anybody', undefined, false],
    ['admin', 'a user with a token', {}, false],
    ['admin', 'a curator', { role: 'curator' }, false],
    ['admin', 'somebody without a token', { role: 'admin', isAuthenticated: false }, false],
    ['admin', 'an administrator', { role: 'admin' }, true],
  ])('of the level %s: %s, %j, %s', (authLevel, _who, principal, runs) => {
    const ran: unknown[] = [];
    const refund = tool('refund', () => ran.push(1), authLevel && { authLevel });
    const { events } = asked({ tools: [refund] }, {}, principal && caller(principal));
    expect(resultsOf(events)).toMatchObject([{ isError: !runs }]);
    expect(ran).toHaveLength(runs ? 1 : 0);
  });

  it('is not changed by a one-time code for administrators, and none is offered [OTP-6]', () => {
    const { otp, sent } = otpOf({});
    const { refund, state } = wary({ authLevel: 'admin' });
    const { client, sessionId, events } = asked({ otp, tools: [refund] });
    expect(labelsOf(events)).not.toContain('otp_verification_required');
    client.send(verify(sessionId));
    expect(resultsOf(client.send(say(sessionId)))).toMatchObject([{ isError: true }]);
    expect(state.ran).toBe(0);
    expect(sent).toEqual([]);
  });
});

describe('a one-time code that cannot be sent', () => {
  const failures = [
    ['an error', () => throwError(() => new Error('smtp://secret@mail'))],
    [
      'an exception',
      () => {
        throw new Error('smtp://secret@mail');
      },
    ],
  ] as const;

  it.each(failures)('by %s is told, and the turn ends as it would have [STRAY-1]', (_how, send) => {
    const log = logged();
    const { events, client, sessionId } = asked({ otp: otpOf({ send }).otp, onLog: log.onLog });
    expect(labelsOf(events).slice(-3)).toEqual([
      'otp_verification_required',
      'OTP_SEND_FAILED',
      'eventual_response',
    ]);
    const { requestId, data } = only(events, 'error');
    expect(requestId).toBe('turn');
    expect(data.error.message).not.toContain('secret');
    expect(log.entries.filter(({ kind }) => kind === 'turn')).toMatchObject([
      { outcome: 'completed' },
    ]);
    expect(log.entries.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
    expect(labelsOf(client.send(say(sessionId))).at(0)).toBe('accepted');
  });

  it('by silence is told after ten seconds', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service({
        model: callsThenTells('refund'),
        tools: [wary().refund],
        otp: otpOf({ send: () => NEVER }).otp,
      });
      const { sessionId } = open(connect(on), EMAIL);
      const frames = hot('s', { s: say(sessionId) });
      const label = (name: string) =>
        ({
          accepted: 'a',
          toolCall: 'c',
          toolResult: 'r',
          stream_token: 't',
          otp_verification_required: 'q',
          OTP_SEND_FAILED: 'f',
          eventual_response: 'e',
        })[name] ?? name;
      expectObservable(
        sentFor(frames, on).pipe(map((event) => label(labelOf(event)))),
        '11s !',
      ).toBe('(acrtq) 9993ms (fe)');
    });
  });

  it('is sent when the service completes, however long it takes within that', () => {
    marbles(({ hot, expectObservable }) => {
      const on = service({
        model: callsThenTells('refund'),
        tools: [wary().refund],
        otp: otpOf({ send: () => concat(of('queued'), timer(3000)) }).otp,
      });
      const { sessionId } = open(connect(on), EMAIL);
      const frames = hot('s', { s: say(sessionId) });
      const ends = sentFor(frames, on).pipe(
        map((event) => ({ otp_sent: 's', eventual_response: 'e' })[labelOf(event)] ?? '.'),
      );
      expectObservable(ends, '11s !').toBe('(.....) 2993ms (se)');
    });
  });

  it('is given up when the user cancels, and the message can be said again', () => {
    let aborted = 0;
    const { otp } = otpOf({
      send: () =>
        NEVER.pipe(
          finalize(() => {
            aborted++;
          }),
        ),
    });
    const { client, events, sessionId } = asked({ otp });
    expect(labelsOf(events).at(-1)).toBe('otp_verification_required');
    expect(codeOf(client.send(say(sessionId)))).toBe('TURN_IN_PROGRESS');
    expect(labelsOf(client.send({ action: 'cancel' }))).toEqual(['cancelled']);
    expect(aborted).toBe(1);
  });
});

describe('what changes while the turn runs', () => {
  /** A turn that calls the tool twice, the session changing in between. */
  const during = (known: Partial<Session>, change: Partial<Session>) => {
    const memory = memoryStore();
    const { otp, sent } = otpOf({});
    const { refund, state } = wary();
    let sessionId = '';
    const calls = (id: string) =>
      ({ kind: 'toolCall', id, name: 'refund', arguments: {} }) as const;
    const model = modelOf((_request, call) => {
      if (call === 1) return of(calls('first'));
      if (call === 3) return of(token('Done.'));
      return memory.updateSession(sessionId, change).pipe(map(() => calls('second')));
    });
    const store = {
      ...memory,
      putSession: (session: Session) => memory.putSession({ ...session, ...known }),
    };
    const on = service({ model, tools: [refund], store, otp });
    const client = connect(on);
    ({ sessionId } = open(client));
    const events = client.send(say(sessionId));
    return { events, sent, state, failed: resultsOf(events).map(({ isError }) => isError) };
  };

  it('counts: a contact that a card brought is offered the code', () => {
    const { events, sent, failed } = during({}, { contactPhone: '+15550167' });
    expect(failed).toEqual([true, true]);
    expect(labelsOf(events)).toContain('otp_sent');
    expect(sent).toMatchObject([{ channel: 'sms', destination: '+15550167' }]);
  });

  it('counts: who is verified meanwhile may have the tool run, and is offered no code', () => {
    const { events, sent, failed } = during(EMAIL, { otpVerified: true });
    expect(failed).toEqual([true, false]);
    expect(labelsOf(events)).not.toContain('otp_verification_required');
    expect(sent).toEqual([]);
  });

  it('counts: who is verified no longer may not', () => {
    const { failed, state, events } = during(
      { ...EMAIL, otpVerified: true },
      { otpVerified: false },
    );
    expect(failed).toEqual([false, true]);
    expect(state.ran).toBe(1);
    expect(labelsOf(events)).toContain('otp_verification_required');
  });
});

describe('a store that fails', () => {
  const disk = () => throwError(() => new Error('disk'));

  it('while it is asked who the user is by now ends the turn, and runs nothing', () => {
    let reads = 0;
    const memory = memoryStore();
    const store = {
      ...memory,
      session: (sessionId: string) => (++reads > 2 ? disk() : memory.session(sessionId)),
    };
    const { events, state } = asked({ otp: otpOf({}).otp, store });
    expect(labelsOf(events)).toEqual(['accepted', 'INTERNAL_ERROR']);
    expect(state.ran).toBe(0);
  });

  it('while a code is offered ends the turn, and no code is sent', () => {
    const { otp, sent } = otpOf({});
    const { events } = asked({ otp, store: { ...memoryStore(), updateSession: disk } });
    expect(labelsOf(events).slice(-2)).toEqual(['otp_verification_required', 'INTERNAL_ERROR']);
    expect(sent).toEqual([]);
  });
});
