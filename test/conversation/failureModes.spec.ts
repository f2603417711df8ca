import { EMPTY, merge, mergeMap, NEVER, of, timer, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { confirmWrites, tokens, type TurnEvent, type WritePrompt } from 'smooth-operator-rx';
import { closing, event } from 'smooth-operator-rx/testing';
import { AGENT, answering, SESSION, turnTest, only } from '../turnTest';

/** The prompts of a turn, as they come. */
function writePrompts(turn$: Observable<TurnEvent>): Observable<WritePrompt> {
  return turn$.pipe(
    mergeMap((e) => (e.type === 'write_confirmation_required' ? of(e.prompt) : EMPTY)),
  );
}

describe('ten failure modes: one to six, and ten', () => {
  it('1. double approve: one frame is sent, the second answer errors, the next prompt is pending [PROMPT-1]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-w----v', {
              a: event.accepted(a),
              w: event.writeConfirmationRequired(a, 'issue_refund'),
              v: event.writeConfirmationRequired(a, 'close_account'),
            }),
          confirm_tool_action: (a) =>
            cold('-k', { k: event.immediateResponse(a, { sessionId: SESSION, approved: true }) }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Refund me');
      const answers$ = writePrompts(turn$).pipe(
        mergeMap((prompt) => {
          if (prompt.toolId !== 'issue_refund') return EMPTY;
          return merge(prompt.answer({ approved: true }), prompt.answer({ approved: true }));
        }),
      );
      expectObservable(answers$, '---------!').toBe(
        '--#',
        {},
        expect.objectContaining({ kind: 'prompt', state: 'answered' }),
      );
      expectObservable(only(scripted.sent$, 'confirm_tool_action')).toBe('--c', {
        c: { action: 'confirm_tool_action', requestId: 'r3', sessionId: SESSION, approved: true },
      });
    });
  });

  it('1b. after a first answer, the next prompt waits for its own', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-w----v', {
              a: event.accepted(a),
              w: event.writeConfirmationRequired(a, 'issue_refund'),
              v: event.writeConfirmationRequired(a, 'close_account'),
            }),
          confirm_tool_action: (a) => cold('-k', { k: event.immediateResponse(a) }),
        }),
      );
      const seen: WritePrompt[] = [];
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Refund me');
      const answers$ = writePrompts(turn$).pipe(
        mergeMap((prompt) => {
          seen.push(prompt);
          return prompt.toolId === 'issue_refund' ? prompt.answer({ approved: true }) : EMPTY;
        }),
      );
      const states$ = merge(answers$, timer(20)).pipe(
        mergeMap(() => of(seen.map(({ state }) => state).join())),
      );
      expectObservable(states$, '------------------------!').toBe('---a----------------b', {
        a: 'answered',
        b: 'answered,pending',
      });
      expectObservable(only(scripted.sent$, 'confirm_tool_action')).toBe('--c', {
        c: expect.objectContaining({ approved: true }),
      });
    });
  });

  it('2. stray answer: NO_PENDING_CONFIRMATION with the id of a live turn errors the answer, and the turn goes on [STRAY-1]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-w----t-(e|)', {
              a: event.accepted(a),
              w: event.writeConfirmationRequired(a, 'issue_refund'),
              t: event.streamToken(a, 'Done'),
              e: event.eventualResponse(a, { text: 'Done' }),
            }),
          // This server echoes the turn's id, as upstream clients make it do.
          confirm_tool_action: () =>
            cold('-n', { n: event.error('r2', 'NO_PENDING_CONFIRMATION') }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Refund me');
      expectObservable(
        turn$.pipe(
          confirmWrites(() => true),
          tokens(),
        ),
      ).toBe('-------t-|', {
        t: 'Done',
      });
    });
  });

  it('2b. the error of a stray answer is in the stream of the turn, for whoever watches it', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          send_message: (a) =>
            cold('a-w----(e|)', {
              a: event.accepted(a),
              w: event.writeConfirmationRequired(a, 'issue_refund'),
              e: event.eventualResponse(a),
            }),
          confirm_tool_action: (a) => cold('-n', { n: event.error(a, 'NO_PENDING_CONFIRMATION') }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Refund me');
      expectObservable(
        turn$.pipe(
          confirmWrites(() => true),
          mergeMap((e) => of(e.type)),
        ),
      ).toBe('a-wn---(e|)', {
        a: 'immediate_response',
        w: 'write_confirmation_required',
        n: 'error',
        e: 'eventual_response',
      });
    });
  });

  it('3. slow human: after 250 s no timeout and the answer is taken', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) => of(event.pong(a)),
          send_message: (a) =>
            cold('a-w', {
              a: event.accepted(a),
              w: event.writeConfirmationRequired(a, 'issue_refund'),
            }),
          confirm_tool_action: (a) =>
            cold('k-(e|)', { k: event.immediateResponse(a), e: event.eventualResponse('r2') }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Refund me');
      const types$ = turn$.pipe(
        confirmWrites(() => cold('250s (y|)', { y: true })),
        mergeMap((e) => of(e.type)),
      );
      expectObservable(types$).toBe('a-w 249999ms --(e|)', {
        a: 'immediate_response',
        w: 'write_confirmation_required',
        e: 'eventual_response',
      });
      expectObservable(only(scripted.sent$, 'confirm_tool_action', 'cancel')).toBe('250002ms c', {
        c: expect.objectContaining({ action: 'confirm_tool_action', approved: true }),
      });
    });
  });

  it('3b. slow human: at 300 s the prompt has expired, and the answer sends nothing [PROMPT-3] [PROMPT-6]', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server(
        answering({
          ping: (a) => of(event.pong(a)),
          send_message: (a) =>
            cold('a-w', {
              a: event.accepted(a),
              w: event.writeConfirmationRequired(a, 'issue_refund'),
            }),
        }),
      );
      const turn$ = client(scripted).session({ agentId: AGENT }).turn('Refund me');
      const answers$ = writePrompts(turn$).pipe(
        mergeMap((prompt) =>
          timer(300_000).pipe(mergeMap(() => prompt.answer({ approved: true }))),
        ),
      );
      expectObservable(answers$).toBe(
        '300002ms #',
        {},
        expect.objectContaining({ kind: 'prompt', state: 'expired' }),
      );
      expectObservable(only(scripted.sent$, 'confirm_tool_action')).toBe('');
    });
  });

  it.each([1000, 1001, 4401])(
    '4. clean close %i in mid-turn: interrupted, never complete',
    (code) => {
      turnTest(({ server, client, cold, expectObservable }) => {
        const scripted = server(
          answering({
            send_message: (a) =>
              cold('a-t-t-x', {
                a: event.accepted(a),
                t: event.streamToken(a, 'He'),
                x: closing(code, 'bye'),
              }),
          }),
        );
        const turn$ = client(scripted, { recoverWithin: 0 }).session({ agentId: AGENT }).turn('Hi');
        expectObservable(turn$.pipe(tokens())).toBe(
          '--t-t-#',
          { t: 'He' },
          expect.objectContaining({
            kind: 'interrupted',
            closeCode: code,
            partialText: 'HeHe',
            delivery: 'sent',
            requestId: 'r2',
          }),
        );
      });
    },
  );

  it('5. outage send: what is sent while the connection is down is refused, and not sent later', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        answering(
          { send_message: (a) => of(event.accepted(a)) },
          socket === 1 ? { push$: cold('----x', { x: closing(1006) }) } : {},
        ),
      );
      const app = client(scripted);
      const session = app.session({ agentId: AGENT });
      const sent$ = timer(10).pipe(mergeMap(() => session.turn('Are you there?')));
      expectObservable(app.uncorrelated$, '2s !').toBe('');
      expectObservable(sent$).toBe(
        '10ms #',
        {},
        expect.objectContaining({ kind: 'offline', retryable: true }),
      );
      expectObservable(app.state$.pipe(mergeMap(({ status }) => of(status))), '1s !').toBe(
        '(co)w 249ms (co)',
        {
          c: 'connecting',
          o: 'open',
          w: 'waiting',
        },
      );
      expectObservable(scripted.sent$).toBe('');
    });
  });

  it('5b. outage send: with a queue, it is sent when the socket is back, once', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        answering(
          { send_message: (a) => of(event.accepted(a), event.eventualResponse(a)) },
          socket === 1 ? { push$: cold('----x', { x: closing(1006) }) } : {},
        ),
      );
      const app = client(scripted, { whenOffline: { limit: 1, expiresAfter: 5_000 } });
      const session = app.session({ agentId: AGENT });
      expectObservable(app.uncorrelated$, '2s !').toBe('');
      const first$ = timer(10).pipe(mergeMap(() => session.turn('One')));
      const second$ = timer(11).pipe(mergeMap(() => app.ping()));
      expectObservable(first$.pipe(mergeMap((e) => of(e.type)))).toBe('254ms (ae|)', {
        a: 'immediate_response',
        e: 'eventual_response',
      });
      expectObservable(second$).toBe('11ms #', {}, expect.objectContaining({ kind: 'offline' }));
      expectObservable(only(scripted.sent$, 'send_message')).toBe('254ms s', {
        s: expect.objectContaining({ message: 'One' }),
      });
    });
  });

  it('5c. outage send: what waits in the queue for too long is refused', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        socket === 1
          ? answering({}, { push$: cold('----x', { x: closing(1006) }) })
          : { open$: NEVER },
      );
      const app = client(scripted, { whenOffline: { limit: 9, expiresAfter: 100 } });
      expectObservable(app.uncorrelated$, '2s !').toBe('');
      expectObservable(timer(10).pipe(mergeMap(() => app.ping()))).toBe(
        '110ms #',
        {},
        expect.objectContaining({ kind: 'offline', message: expect.stringContaining('100 ms') }),
      );
    });
  });

  it('6. stale frames: two lanes retry on a new socket, which sees nothing of the old one', () => {
    turnTest(({ server, client, cold, expectObservable }) => {
      const scripted = server((socket) =>
        answering({
          send_message: (a) =>
            socket === 1
              ? merge(cold('a', { a: event.accepted(a) }), cold('-----x', { x: closing(1006) }))
              : cold('a-(e|)', { a: event.accepted(a), e: event.eventualResponse(a) }),
        }),
      );
      const app = client(scripted, { recoverWithin: 0, whenBusy: 'send' });
      const session = app.session({ agentId: AGENT });
      const lane = (message: string) => session.turn(message);
      const retried = (message: string) => lane(message).pipe(mergeMap((e) => of(e.type)));
      expectObservable(retried('A')).toBe('a----#', { a: 'immediate_response' }, expect.anything());
      expectObservable(retried('B')).toBe('a----#', { a: 'immediate_response' }, expect.anything());
      expectObservable(timer(600).pipe(mergeMap(() => retried('A again')))).toBe('600ms a-(e|)', {
        a: 'immediate_response',
        e: 'eventual_response',
      });
      expectObservable(
        scripted.sent$.pipe(mergeMap((a) => of(`${a.action} ${'message' in a ? a.message : ''}`))),
      ).toBe('(cab) 595ms (cd)', {
        c: 'create_conversation_session ',
        a: 'send_message A',
        b: 'send_message B',
        d: 'send_message A again',
      });
    });
  });

  it('10. bad frame: between good ones it is told once, and both lanes go on [FRAME-8]', () => {
    const bad = ['{not json', new Uint8Array([1, 2, 3]), '{"type":"stream_token","data":7}', '[]'];
    turnTest(({ server, client, cold, expectObservable }) => {
      const frames = (a: { requestId?: string }) =>
        cold('a-t---t-(e|)', {
          a: event.accepted(a),
          t: event.streamToken(a, 'x'),
          e: event.eventualResponse(a),
        });
      const scripted = server(
        answering(
          { send_message: frames },
          {
            push$: cold('---(jbwn)', {
              j: bad[0] as string,
              b: bad[1] as Uint8Array,
              w: bad[2] as string,
              n: bad[3] as string,
            }),
          },
        ),
      );
      const app = client(scripted, { whenBusy: 'send' });
      const session = app.session({ agentId: AGENT });
      expectObservable(app.protocolErrors$.pipe(mergeMap(({ kind }) => of(kind)))).toBe(
        '---(jbwn)',
        {
          j: 'invalid_json',
          b: 'not_text',
          w: 'wrong_shape',
          n: 'not_an_object',
        },
      );
      expectObservable(session.turn('A').pipe(tokens())).toBe('--x---x-|');
      expectObservable(session.turn('B').pipe(tokens())).toBe('--x---x-|');
    });
  });
});
