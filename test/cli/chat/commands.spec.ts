import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom, of, EMPTY, filter, take, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scriptedModel, startServer, type RunningServer } from 'smooth-operator-rx/server';
import { event, startScriptedServer, type ScriptedServer } from 'smooth-operator-rx/testing';
import { runCli } from '../fakeIo';

let folder: string;
let notes: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-'));
  notes = join(folder, 'notes.txt');
  writeFileSync(notes, 'Bring milk.');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let server: RunningServer | undefined;
let scripted: ScriptedServer | undefined;

afterEach(async () => {
  await server?.close();
  await scripted?.close();
  server = scripted = undefined;
});

async function serving(): Promise<string> {
  server = await startServer({ port: 0 });
  return server.url;
}

/** A server that answers every message. */
async function answering(): Promise<ScriptedServer> {
  scripted = await startScriptedServer({
    answer: (action) => {
      if (action.action === 'create_conversation_session') return event.sessionCreated(action);
      if (action.action === 'get_session') {
        return of(
          event.immediateResponse(action, {
            sessionId: 's',
            conversationId: 'c',
            agentId: 'a',
            agentName: 'tester',
            userParticipantId: 'u',
            agentParticipantId: 'p',
          }),
        );
      }
      return action.action === 'send_message'
        ? of(event.accepted(action), event.eventualResponse(action, { text: 'Seen.' }))
        : EMPTY;
    },
  });
  return scripted;
}

const messages = ({ sent$ }: ScriptedServer, count: number) =>
  firstValueFrom(
    sent$.pipe(
      filter(({ action }) => action === 'send_message'),
      take(count),
      toArray(),
    ),
  );

describe('in chat', () => {
  it('/rename gives the conversation a title, and /conversations shows it', async () => {
    const url = await serving();
    const { code, stdout } = await runCli(
      ['chat', url],
      '/conversations\nHello\n/rename  My  order \n/conversations\n',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('you> /conversations\n  None yet.\n');
    expect(stdout).toContain('  This conversation is now called My order.\n');
    const [, id] = /--conversation (\S+)/.exec(stdout) ?? [];
    expect(stdout).toContain(`  ${id}  My order (2)\n`);
  });

  it.each([
    ['/rename', '  It is /rename <title>.\n'],
    ['/history of Rome', '  It is /history.\n'],
    ['/attach', '  It is /attach <file>.\n'],
    ['/attach /nowhere', '  There is no file /nowhere.\n'],
  ])('%s is told how it goes', async (line, told) => {
    const { code, stdout } = await runCli(['chat', await serving()], `${line}\n`);
    expect(code).toBe(0);
    expect(stdout).toContain(told);
  });

  it('what goes wrong with a command is told, and the conversation goes on', async () => {
    const url = await serving();
    const { stdout } = await runCli(['chat', url], '/rename "**"\nHello\n');
    expect(stdout).toMatch(/\(VALIDATION_ERROR\)\n/);
    expect(stdout).toContain('smooth-agent> Hello!');
  });

  it('/attach sends a file along with the next message, and with no other', async () => {
    const answers = await answering();
    const said = messages(answers, 2);
    const { stdout } = await runCli(['chat', answers.url], `/attach ${notes}\nLook\nAgain\n`);
    expect(stdout).toContain(`  ${notes}: goes with your next message.\n`);
    expect(await said).toEqual([
      expect.objectContaining({
        message: 'Look',
        files: [
          {
            name: 'notes.txt',
            mimeType: 'text/plain',
            url: 'data:text/plain;base64,QnJpbmcgbWlsay4=',
          },
        ],
      }),
      expect.not.objectContaining({ files: expect.anything() }),
    ]);
  });

  it('the next things to say are shown', async () => {
    const model = scriptedModel([
      { kind: 'text', text: 'Done. <suggested_replies>["Thanks", "And now?"]</suggested_replies>' },
    ]);
    server = await startServer({ port: 0, model });
    const { stdout } = await runCli(['chat', server.url], 'Hi\n');
    expect(stdout).toContain('smooth-agent> Done.\n  you could say: Thanks | And now?\n');
  });
});

describe.each([
  ['chat', (url: string) => [['chat', url], 'Look\n'] as const],
  ['send', (url: string) => [['send', 'Look', '--url', url], ''] as const],
])('%s', (_, command) => {
  const run = (url: string, flags: readonly string[]) => {
    const [argv, input] = command(url);
    return runCli([...argv, ...flags], input);
  };

  it('asks for a model and a skill by name, and attaches files', async () => {
    const answers = await answering();
    const said = messages(answers, 1);
    const flags = ['--model', 'large', '--skill', 'refunds', '--attach', notes];
    expect((await run(answers.url, flags)).code).toBe(0);
    expect((await said)[0]).toMatchObject({
      message: 'Look',
      model: 'large',
      skill: 'refunds',
      files: [{ name: 'notes.txt' }],
    });
  });

  it('tells that a file cannot be read, and sends nothing', async () => {
    const answers = await answering();
    const { stdout, stderr } = await run(answers.url, ['--attach', join(folder, 'none.txt')]);
    expect(stdout + stderr).toContain('Cannot attach');
    expect(stdout + stderr).not.toContain('Seen.');
  });

  it('tells that a file is too large, and sends nothing', async () => {
    const answers = await answering();
    const large = join(folder, 'large.bin');
    writeFileSync(large, Buffer.alloc(2_000_000));
    const { stdout, stderr } = await run(answers.url, ['--attach', large]);
    expect(stdout + stderr).toContain('Too large for one message');
    expect(stdout + stderr).not.toContain('Seen.');
  });
});
