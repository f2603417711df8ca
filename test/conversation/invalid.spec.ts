import {
  catchError,
  concat,
  EMPTY,
  finalize,
  map,
  mergeMap,
  of,
  take,
  type Observable,
} from 'rxjs';
import { event } from 'smooth-operator-rx/testing';
import { FRAME_MAX_BYTES } from 'smooth-operator-rx/protocol';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, CreateSocket, Message } from 'smooth-operator-rx';
import { AGENT, answering, only, turnTest } from '../turnTest';

const invalid = (message: string | RegExp, code = 'INVALID_OPTION'): unknown =>
  expect.objectContaining({ kind: 'invalid', code, message: expect.stringMatching(message) });

describe('createClient', () => {
  it.each<[string, object]>([
    ['url must be', { url: 'http://example.com' }],
    ['url must be', { url: 'not a url' }],
    ['url must be', { url: 'ws://h.test/ws#part' }],
    ['url must be', { url: 7 }],
    ['url must be', { url: undefined }],
    ['idleTimeout must be', { idleTimeout: 0 }],
    ['linger must be', { linger: -1 }],
    ['linger must be', { linger: '1' }],
    ['requestTimeout must be', { requestTimeout: Number.NaN }],
    ['whenBusy must be', { whenBusy: 'later' }],
    ['reconnect must be', { reconnect: true }],
    ['reconnect.maxDelay must be', { reconnect: { maxDelay: -5 } }],
    ['reconnect.baseDelay must be', { reconnect: { baseDelay: Number.NaN } }],
    ['heartbeat.idle must be', { heartbeat: { idle: 0 } }],
    ['whenOffline must be', { whenOffline: 'queue' }],
    ['whenOffline.expiresAfter must be', { whenOffline: { limit: 1 } }],
    ['token must be', { token: 5 }],
    ['protocols must be', { protocols: 'chat' }],
    ['protocols\\[1\\] must be', { protocols: ['chat', 1] }],
    ['socket must be', { socket: {} }],
    ['classify must be', { classify: 'retry' }],
    ['requestId must be', { requestId: 'r1' }],
    ['no option idleTimout', { idleTimout: 5 }],
    ['no option reconnect.retries', { reconnect: { retries: 5 } }],
    ['no option constructor', JSON.parse('{ "constructor": 1 }') as object],
    ['no option __proto__', JSON.parse('{ "__proto__": 1 }') as object],
  ])('throws what names the option: %s', (said, options) => {
    turnTest(({ server, client }) => {
      expect(() => client(server(), options as Partial<ClientOptions>)).toThrow(
        // The matcher fits the error, as far as vitest's types can tell a string.
        invalid(`^createClient: .*${said}`),
      );
    });
  });

  it('takes undefined for an option that is not given', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({ ping: (a) => of(event.pong(a)) }));
      const undefinedAll = { token: undefined, linger: undefined, reconnect: undefined };
      const options = { ...undefinedAll, heartbeat: { idle: undefined } };
      // What JavaScript may well pass, though the types say otherwise.
      expectObservable(client(scripted, options as unknown as Partial<ClientOptions>).ping()).toBe(
        '(p|)',
        { p: event.pong('r1') },
      );
    });
  });
});

describe('client.session', () => {
  it.each<[string, object]>([
    ['agentId must be', { agentId: ' ' }],
    ['agentId must be', { agentId: 7 }],
    ['agentId must be', { agentId: undefined }],
    ['conversationId must be', { conversationId: null }],
    ['supports must be', { supports: 'choice_chips' }],
    ['supports\\[0\\] must be', { supports: [1] }],
    ['metadata must be', { metadata: [] }],
    ['authContext.signature must be', { authContext: { userId: 'u', timestamp: 1 } }],
    [
      'no option authContext.secret',
      { authContext: { userId: 'u', signature: 's', timestamp: 1, secret: 1 } },
    ],
    ['no option user', { user: 'Alice' }],
  ])('throws what names the option: %s', (said, options) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server();
      const app = client(scripted);
      expect(() => app.session({ agentId: AGENT, ...options })).toThrow(
        invalid(`^session: .*${said}`),
      );
      expectObservable(scripted.sockets$).toBe('');
    });
  });
});

describe('session.turn', () => {
  const refuses = (message: unknown, error: unknown, options?: object) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      const turn$ = client(scripted)
        .session({ agentId: AGENT })
        .turn(message as Message, options);
      expectObservable(turn$).toBe('#', {}, error);
      expectObservable(only(scripted.sent$, 'send_message')).toBe('');
    });
  };

  it.each<[string, unknown]>([
    ['must be an object', 7],
    ['must be an object', null],
    ['message must be', {}],
    ['message must be', { message: 7 }],
    ['skill must be', { message: 'Hi', skill: 'two words' }],
    ['skill must be', { message: 'Hi', skill: 'x'.repeat(129) }],
    ['stream must be', { message: 'Hi', stream: 'yes' }],
    ['model must be', { message: 'Hi', model: null }],
    ['images must be', { message: 'Hi', images: { url: 'x' } }],
    ['images\\[0\\].detail must be', { message: 'Hi', images: [{ url: 'x', detail: 'high-ish' }] }],
    [
      'files\\[1\\].name must be',
      { message: 'Hi', files: [{ name: 'a', url: 'x' }, { url: 'x' }] },
    ],
    ['files\\[0\\].name must be', { message: 'Hi', files: [{ name: 'x'.repeat(256), url: 'x' }] }],
    ['no option requestId', { message: 'Hi', requestId: 'mine' }],
  ])('fails with what names the field, and sends nothing: %s', (said, message) => {
    refuses(message, invalid(`^turn: .*${said}`));
  });

  it.each([
    ['empty', ''],
    ['blank', ' \n\t'],
    ['too long', 'x'.repeat(10_001)],
    ['too long in astral characters', '🙂'.repeat(10_001)],
  ])('fails with a message that is %s, and sends nothing [SEND-1]', (_, message) => {
    refuses(message, invalid('1 to 10000 characters', 'INVALID_MESSAGE'));
  });

  it.each<[string, object]>([
    ['whenBusy must be', { whenBusy: 'later' }],
    ['no option whenBsy', { whenBsy: 'queue' }],
  ])('fails with an option that is wrong, and sends nothing: %s', (said, options) => {
    refuses('Hi', invalid(`^turn: .*${said}`), options);
  });

  it('fails with a frame that no server reads, says how large it is, and goes on [FRAME-9] [FRAME-10]', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(
        answering({ send_message: (a) => of(event.accepted(a), event.eventualResponse(a)) }),
      );
      const session = client(scripted).session({ agentId: AGENT });
      const file = (characters: number) => ({
        message: 'Read this.',
        files: [{ name: 'a.txt', url: 'é'.repeat(characters) }],
      });
      const turns$: Observable<unknown> = session.turn(file(FRAME_MAX_BYTES / 2));
      expectObservable(turns$).toBe(
        '#',
        {},
        expect.objectContaining({
          kind: 'invalid',
          code: 'FRAME_TOO_LARGE',
          bytes: expect.any(Number),
          message: expect.stringMatching(/send_message takes 10487\d\d bytes/),
        }),
      );
      expectObservable(session.turn(file(FRAME_MAX_BYTES / 2 - 200)).pipe(take(1))).toBe('(a|)', {
        a: expect.objectContaining({ status: 202 }),
      });
      expectObservable(only(scripted.sent$, 'send_message')).toBe('s', { s: expect.anything() });
    });
  });
});

describe('an option that misbehaves', () => {
  it.each<[string, () => string]>([
    [
      'throws',
      () => {
        throw new Error('no ids today');
      },
    ],
    ['gives no string', () => 7 as never],
    ['gives undefined', () => undefined as never],
  ])('`requestId`, which %s, is a typed error of whoever asks', (_, requestId) => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      const app = client(scripted, { requestId });
      const error = invalid('requestId', 'INVALID_REQUEST_ID');
      expectObservable(app.ping()).toBe('#', {}, error);
      expectObservable(app.session({ agentId: AGENT }).turn('Hi')).toBe('#', {}, error);
      expectObservable(scripted.sent$).toBe('');
    });
  });

  it('`requestId`, which gives an id in use, is a typed error, and the one in use goes on [CORR-1]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(answering({ ping: (a) => cold('---p', { p: event.pong(a) }) }));
      const app = client(scripted, { requestId: () => 'same' });
      expectObservable(app.ping()).toBe('---(p|)', { p: event.pong('same') });
      expectObservable(app.ping()).toBe('#', {}, invalid('requestId', 'INVALID_REQUEST_ID'));
    });
  });

  it('`requestId` fails a turn that has its session, and the next turn has its place', () => {
    turnTest(({ server, client, expectObservable }) => {
      let count = 0;
      const scripted = server(answering({ send_message: (a) => of(event.eventualResponse(a)) }));
      const app = client(scripted, {
        requestId: () => (++count === 2 ? (7 as never) : `r${count}`),
      });
      const session = app.session({ agentId: AGENT });
      expectObservable(session.turn('One')).toBe(
        '#',
        {},
        invalid('requestId', 'INVALID_REQUEST_ID'),
      );
      expectObservable(session.turn('Two')).toBe('(e|)', { e: event.eventualResponse('r3') });
    });
  });

  it('`requestId` fails the answer to a prompt, which can be given again', () => {
    turnTest(({ server, client, expectObservable }) => {
      let broken = false;
      let count = 0;
      const scripted = server(
        answering({
          send_message: (a) => of(event.accepted(a), event.writeConfirmationRequired(a, 'refund')),
          confirm_tool_action: (a) => of(event.immediateResponse(a), event.cancelled('r2')),
        }),
      );
      const app = client(scripted, { requestId: () => (broken ? (7 as never) : `r${++count}`) });
      const told$ = app
        .session({ agentId: AGENT })
        .turn('Refund')
        .pipe(
          mergeMap((e) => {
            if (e.type !== 'write_confirmation_required') return EMPTY;
            const { prompt } = e;
            const answer$ = prompt.answer({ approved: true });
            broken = true;
            const refused$ = answer$.pipe(
              catchError((error: unknown) => of((error as { code: string }).code, prompt.state)),
              finalize(() => (broken = false)),
            );
            return concat(refused$, answer$.pipe(map(() => prompt.state)));
          }),
        );
      expectObservable(told$).toBe('(rpa|)', {
        r: 'INVALID_REQUEST_ID',
        p: 'pending',
        a: 'answered',
      });
      expectObservable(only(scripted.sent$, 'confirm_tool_action')).toBe('c', {
        c: expect.objectContaining({ requestId: 'r3', approved: true }),
      });
    });
  });

  it.each<[string, () => never, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no sockets today');
      },
      /no sockets today/,
    ],
    ['gives nothing', () => undefined as never, /`socket` returned no WebSocket/],
    ['gives something else', () => ({ send: true }) as never, /`socket` returned no WebSocket/],
  ])('`socket`, which %s, is a typed error, and is not tried again', (_, socket, said) => {
    turnTest(({ server, client, expectObservable }) => {
      const app = client(server(), { socket });
      expectObservable(app.ping()).toBe(
        '#',
        {},
        expect.objectContaining({ kind: 'connection', message: expect.stringMatching(said) }),
      );
      expectObservable(app.state$.pipe(map(({ status }) => status)), '999ms !').toBe('c', {
        c: 'closed',
      });
    });
  });

  it('`socket`, whose `send` throws, interrupts the turn, whose message may be under way, and stops', () => {
    turnTest(({ server, client, expectObservable }) => {
      const scripted = server(answering({}));
      const socket: CreateSocket = (url, protocols) => {
        const made = scripted.create(url, protocols);
        const send = made.send.bind(made);
        made.send = (text) => {
          if (text.includes('send_message')) throw new Error('out of wire');
          send(text);
        };
        return made;
      };
      const app = client(scripted, { socket });
      expectObservable(app.session({ agentId: AGENT }).turn('Hi')).toBe(
        '#',
        {},
        expect.objectContaining({
          kind: 'interrupted',
          delivery: 'unknown',
          retryable: false,
          message: expect.stringContaining('out of wire'),
        }),
      );
      expectObservable(app.state$.pipe(map(({ status }) => status)), '999ms !').toBe('(cox)', {
        c: 'connecting',
        o: 'open',
        x: 'closed',
      });
    });
  });
});
