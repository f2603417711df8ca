import {
  concat,
  EMPTY,
  filter,
  firstValueFrom,
  from,
  ignoreElements,
  NEVER,
  of,
  take,
  toArray,
} from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient, reply } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import type { ClientAction } from 'smooth-operator-rx/protocol';
import { startServer, type RunningServer } from 'smooth-operator-rx/server';
import {
  closing,
  event,
  startScriptedServer,
  type Frame,
  type ScriptedServer,
} from 'smooth-operator-rx/testing';
import type { Observable } from 'rxjs';
import { runCli, startCli, type FakeIoOptions } from './fakeIo';

const AGENT = '00000000-0000-4000-8000-0000000000a9';
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const REFUND = 'Please refund order 1234, $25.50';
const PERSON: FakeIoOptions = { tty: ['stdin', 'stdout', 'stderr'], env: { NO_COLOR: '1' } };

let server: RunningServer;
let url: string;

beforeAll(async () => {
  server = await startServer({ port: 0 });
  ({ url } = server);
});
afterAll(() => server.close());

let scripted: ScriptedServer | undefined;

afterEach(async () => {
  await scripted?.close();
  scripted = undefined;
});

const SESSION = {
  sessionId: '00000000-0000-4000-8000-000000000001',
  conversationId: '00000000-0000-4000-8000-000000000002',
  agentName: 'tester',
  agentId: AGENT,
  userParticipantId: '00000000-0000-4000-8000-000000000003',
  agentParticipantId: '00000000-0000-4000-8000-000000000004',
};

/** A server with a session, and these answers to all else. */
async function answeringWith(
  answer: (action: ClientAction, socket: number) => Observable<Frame>,
): Promise<ScriptedServer> {
  scripted = await startScriptedServer({
    answer: (action, socket) => {
      if (action.action === 'create_conversation_session') {
        return event.sessionCreated(action, SESSION);
      }
      if (action.action === 'get_session') return of(event.immediateResponse(action, SESSION));
      return answer(action, socket);
    },
  });
  return scripted;
}

const sentActions = (sent$: Observable<ClientAction>, tag: ClientAction['action']) =>
  sent$.pipe(filter(({ action }) => action === tag));

describe('chat', () => {
  it('streams the answer, names its sources, and leaves at the end of the input', async () => {
    const { code, stdout, stderr } = await runCli(
      ['chat', url],
      'How long do I have to return an order?\n',
    );
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`smooth-agent at ${url}`);
    expect(stdout).toMatch(/you> How long.*\nsmooth-agent> .*17 /);
    expect(stdout).toContain('  [1] policies/returns.md\n');
  });

  it('asks before a write, and takes the answer from the input', async () => {
    const { stdout } = await runCli(['chat', url], `${REFUND}\nmaybe\nyes\n`);
    expect(stdout.match(/approve\? Refund 25\.50 for order 1234 \[y\/n\] /g)).toHaveLength(2);
    expect(stdout).toContain('  tool issue_refund {');
    expect(stdout).toContain('  done issue_refund: ');
    expect(stdout).toContain('smooth-agent> Refunded 25.50 for order 1234');
  });

  it('takes the end of the input for a no', async () => {
    const { code, stdout } = await runCli(['chat', url], `${REFUND}\n`);
    expect(code).toBe(0);
    expect(stdout).toContain('  not done issue_refund: Denied by human');
  });

  it('remembers within a conversation, and shows the history', async () => {
    const { stdout } = await runCli(
      ['chat', url],
      ['Hello', '/history', '/quit', 'never read'].join('\n'),
    );
    expect(stdout).toContain(
      'you> /history\n  you> Hello\n  smooth-agent> Hello! What would you like to know?\n',
    );
    expect(stdout).not.toContain('never read');
  });

  it('knows its own commands, and sends no others', async () => {
    const { stdout } = await runCli(['chat', url], '\n/history\n/help\n/hlep\n');
    expect(stdout).toContain('  Nothing yet.\n');
    expect(stdout).toMatch(/^ {2}\/quit +leave/m);
    expect(stdout).toContain('There is no /hlep; /help tells what there is.');
    expect(stdout).not.toContain('smooth-agent> ');
  });

  it('goes on with an earlier conversation', async () => {
    const client = createClient({ url, socket: nodeSocket() });
    const session = client.session({ agentId: AGENT });
    await firstValueFrom(session.turn('Hello').pipe(reply()));
    const { conversationId } = await firstValueFrom(session.opened$);
    client.close();

    const { stdout } = await runCli(['chat', url, '--conversation', conversationId], '/history\n');
    expect(stdout).toContain('The conversation goes on');
    expect(stdout).toContain('  you> Hello\n');
  });

  it('says when the conversation is not there to go on with', async () => {
    const { code, stdout } = await runCli(['chat', url, '--conversation', AGENT], '');
    expect(code).toBe(0);
    expect(stdout).toContain('There is no such conversation here; this is a new one.');
  });

  it('--local brings its own server, and ends it', async () => {
    const { code, stdout } = await runCli(['chat', '--local'], 'Hello\n');
    expect(code).toBe(0);
    expect(stdout).toContain('smooth-agent> Hello!');
    const own = /ws:\/\/127\.0\.0\.1:\d+\/ws/.exec(stdout)?.[0] ?? '';
    expect((await runCli(['send', 'Hello', '--url', own])).code).toBe(3);
  });

  it('--local and a URL do not go together', async () => {
    const { code, stderr } = await runCli(['chat', url, '--local']);
    expect(code).toBe(2);
    expect(stderr).toBe('smooth-operator: Give a URL or --local, not both.\n');
  });

  it('tells how a turn failed, and goes on', async () => {
    const { url } = await answeringWith((action) =>
      action.action === 'send_message'
        ? of(event.accepted(action), event.error(action, 'INTERNAL_ERROR', 'It broke.'))
        : EMPTY,
    );
    const { code, stdout } = await runCli(['chat', url], 'One\nTwo\n');
    expect(code).toBe(0);
    expect(stdout.match(/ {2}It broke\. \(INTERNAL_ERROR\)\n/g)).toHaveLength(2);
  });

  it('asks for a one-time code, and runs the turn again once it is verified', async () => {
    let turns = 0;
    const { url, sent$ } = await answeringWith((action) => {
      if (action.action === 'verify_otp') {
        return of(event.otpVerified(action, 'Thanks.'));
      }
      if (action.action !== 'send_message') return EMPTY;
      return ++turns > 1
        ? of(event.accepted(action), event.eventualResponse(action, { text: 'Welcome.' }))
        : of(
            event.accepted(action),
            event.otpVerificationRequired(action, {
              toolId: 'account',
              actionDescription: 'See the account',
            }),
            event.otpSent(action, { channel: 'email', maskedDestination: 'a***@x.test' }),
            event.eventualResponse(action, { text: 'Type in the code.' }),
          );
    });
    const { stdout } = await runCli(['chat', url], 'My account\n123456\n');
    expect(stdout).toContain('  code sent to a***@x.test: 123456\n');
    expect(stdout).toContain('tester> Welcome.\n');
    expect(await firstValueFrom(sentActions(sent$, 'verify_otp'))).toMatchObject({
      code: '123456',
    });
  });
});

describe('chat on a terminal', () => {
  const unending = (action: ClientAction) =>
    action.action === 'send_message'
      ? concat(of(event.accepted(action), event.streamToken(action, 'On and on')), NEVER)
      : action.action === 'cancel'
        ? of(event.cancelled(action))
        : EMPTY;

  it('Ctrl-C stops the answer, a second one leaves', async () => {
    const { url, sent$ } = await answeringWith(unending);
    const cli = startCli(['chat', url], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write('Hi\r');
    await cli.out.seen('On and on');
    cli.stdin.write(CTRL_C);
    await cli.out.seen(/\(stopped\)[^]*you> /);
    cli.stdin.write(CTRL_C);
    expect(await cli.exit).toBe(0);
    expect(await firstValueFrom(sentActions(sent$, 'cancel'))).toMatchObject({
      sessionId: SESSION.sessionId,
    });
  });

  it('a SIGINT does the same as a Ctrl-C', async () => {
    const { url } = await answeringWith(unending);
    const cli = startCli(['chat', url], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write('Hi\r');
    await cli.out.seen('On and on');
    cli.signals$.next('SIGINT');
    await cli.out.seen(/\(stopped\)[^]*you> /);
    cli.signals$.next('SIGINT');
    expect(await cli.exit).toBe(0);
  });

  it('a SIGTERM leaves at once, in mid-turn too', async () => {
    const { url } = await answeringWith(unending);
    const cli = startCli(['chat', url], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write('Hi\r');
    await cli.out.seen('On and on');
    cli.signals$.next('SIGTERM');
    expect(await cli.exit).toBe(130);
    expect(cli.signals$.observed).toBe(false);
  });

  it('Ctrl-D leaves', async () => {
    const cli = startCli(['chat', url], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write(CTRL_D);
    expect(await cli.exit).toBe(0);
  });

  it('Ctrl-C at the question stops the turn: nothing is refunded', async () => {
    const cli = startCli(['chat', url], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write(`${REFUND}\r`);
    await cli.out.seen('[y/n] ');
    cli.stdin.write(CTRL_C);
    await cli.out.seen(/\(stopped\)[^]*you> /);
    cli.stdin.write('/history\r');
    await cli.out.seen(`  you> ${REFUND}`);
    cli.stdin.write(CTRL_D);
    expect(await cli.exit).toBe(0);
    expect(cli.out.text).not.toContain('Refunded');
  });

  it('what was typed before the question does not approve', async () => {
    const { url, sent$ } = await answeringWith((action) =>
      action.action === 'send_message'
        ? concat(
            of(event.accepted(action), event.streamToken(action, 'Wait')),
            // Asked only once the person has typed ahead.
            from(typedAhead).pipe(ignoreElements()),
            of(event.writeConfirmationRequired(action, 'pay', 'Pay everything')),
            NEVER,
          )
        : action.action === 'confirm_tool_action'
          ? of(event.immediateResponse(action))
          : EMPTY,
    );
    let hasTyped = () => {};
    const typedAhead = new Promise<void>((resolve) => (hasTyped = resolve));

    const cli = startCli(['chat', url], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write('Hi\r');
    await cli.out.seen('Wait');
    cli.stdin.write('y\r');
    await cli.out.seen('y\r\n');
    hasTyped();
    await cli.out.seen('Pay everything [y/n] ');
    cli.stdin.write('n\r');
    const [confirmation] = await firstValueFrom(
      sentActions(sent$, 'confirm_tool_action').pipe(take(1), toArray()),
    );
    expect(confirmation).toMatchObject({ approved: false });
    cli.stdin.write(CTRL_C);
    await cli.out.seen('(stopped)');
    cli.stdin.write(CTRL_D);
    expect(await cli.exit).toBe(0);
  });

  it('shows a loss and the return, keeps the prompt, and resumes the conversation', async () => {
    const { url, sent$ } = await answeringWith((action, socket) => {
      if (action.action === 'get_conversation_messages') {
        const nothing = { messages: [], nextCursor: null, hasMore: false };
        return of(event.immediateResponse(action, nothing));
      }
      if (action.action !== 'send_message') return EMPTY;
      return socket === 1
        ? of(event.accepted(action), closing(1012))
        : of(event.accepted(action), event.eventualResponse(action, { text: 'Here again.' }));
    });
    const cli = startCli(['chat', url], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write('Hi\r');
    await cli.err.seen(/\(connection lost \(code 1012\), next attempt in \d\.\d s\)\n/);
    await cli.err.seen('(connected again)\n');
    await cli.out.seen('lost before the answer was complete');
    cli.stdin.write('Still there?\r');
    await cli.out.seen('tester> Here again.');
    cli.stdin.write(CTRL_D);
    expect(await cli.exit).toBe(0);
    const resumes = await firstValueFrom(
      sentActions(sent$, 'create_conversation_session').pipe(take(2), toArray()),
    );
    expect(resumes[1]).toMatchObject({ conversationId: SESSION.conversationId });
  });
});

describe('chat without a server to talk to', () => {
  it('says so at once, in one line, with exit code 3', async () => {
    const { code, stderr } = await runCli(['chat', 'ws://127.0.0.1:1/ws']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^smooth-operator: ws:\/\/127\.0\.0\.1:1\/ws: .*serve starts one\.\n$/);
  });

  it('tells a wrong URL from a missing server', async () => {
    expect((await runCli(['chat', 'localhost:8787'])).code).toBe(2);
  });

  it('leaves when the connection is given up in mid-conversation', async () => {
    const { url } = await answeringWith((action) =>
      action.action === 'send_message' ? of(closing(4401)) : EMPTY,
    );
    const cli = startCli(['chat', `${url}?token=s3cret`, '--token', 's3cret'], PERSON);
    await cli.out.seen('you> ');
    cli.stdin.write('Hi\r');
    expect(await cli.exit).toBe(3);
    expect(cli.err.text).toContain('The server refused the credentials');
    expect(cli.out.text + cli.err.text).not.toContain('s3cret');
  });

  it('can be left while it connects', async () => {
    scripted = await startScriptedServer({ answer: () => NEVER });
    const cli = startCli(['chat', scripted.url], PERSON);
    await firstValueFrom(sentActions(scripted.sent$, 'create_conversation_session'));
    cli.stdin.write(CTRL_C);
    expect(await cli.exit).toBe(130);
  });
});
