/**
 * Before every test file: whatever our client and our server send in any test, and each event that a
 * script sends, is held against `spec/schemas`. What does not fit fails the test that sent it, though
 * nobody looked at the frame.
 *
 * The seams are the two functions through which all of it passes, and the one that writes the frames
 * of a script. To play a server that is wrong on purpose, a script sends its frame as text.
 *
 * In the same way the tokens that clients show are looked for in all that a test prints, and in each
 * error and each state that any client tells.
 */
import { appendFileSync } from 'node:fs';
import { tap } from 'rxjs';
import { afterAll, afterEach, expect, vi } from 'vitest';
import type * as channelModule from '../src/conversation/channel';
import type { ActionTag } from '../src/protocol';
import type * as connectionModule from '../src/server/connection';
import type * as errorsModule from '../src/protocol/errors';
import type * as socketModule from '../src/socket/connection';
import type { ConnectionState } from '../src/socket/state';
import type * as tokenModule from '../src/socket/token';
import type * as framesModule from '../src/testing/frames';
import { overhear, seen, showing, takeLeaks } from './secrets';
import type * as sentFrames from './sentFrames';

/** Loaded with the first of the modules below: many a test sends nothing. */
let checks: typeof sentFrames | undefined;
const loadChecks = async () => (checks ??= await import('./sentFrames'));

vi.mock('../src/conversation/channel', async (importOriginal) => {
  const original = await importOriginal<typeof channelModule>();
  const { checkSent } = await loadChecks();
  const openChannel: typeof original.openChannel = (socket, options) =>
    original.openChannel(
      {
        ...socket,
        get paused() {
          return socket.paused;
        },
        send: (text) => {
          checkSent('client', text);
          socket.send(text);
        },
      },
      options,
    );
  return { ...original, openChannel };
});

vi.mock('../src/server/connection', async (importOriginal) => {
  const original = await importOriginal<typeof connectionModule>();
  const { checkSent } = await loadChecks();
  const serve: typeof original.serve = (socket, service, caller) => {
    const asked = new Map<unknown, ActionTag>();
    const remember = (frame: string | Uint8Array) => {
      const action = actionOf(frame);
      if (action) asked.set(action.requestId, action.action);
    };
    return original.serve(
      {
        ...socket,
        frames$: socket.frames$.pipe(tap(remember)),
        send: (text) => {
          const { requestId, status } = JSON.parse(text) as { requestId?: string; status?: number };
          checkSent('server', text, status === 202 ? undefined : asked.get(requestId));
          socket.send(text);
        },
      },
      service,
      caller,
    );
  };
  return { ...original, serve };
});

vi.mock('../src/testing/frames', async (importOriginal) => {
  const original = await importOriginal<typeof framesModule>();
  const { checkSent } = await loadChecks();
  const wireForm: typeof original.wireForm = (frame) => {
    const form = original.wireForm(frame);
    if (typeof form === 'string' && form !== frame) checkSent('script', form);
    return form;
  };
  return { ...original, wireForm };
});

vi.mock('../src/socket/token', async (importOriginal) => {
  const original = await importOriginal<typeof tokenModule>();
  const withToken: typeof original.withToken = (url, token) => {
    showing(token);
    return original.withToken(url, token);
  };
  return { ...original, withToken };
});

vi.mock('../src/socket/connection', async (importOriginal) => {
  const original = await importOriginal<typeof socketModule>();
  const connection: typeof original.connection = (options) => {
    const made = original.connection(options);
    return { ...made, state$: made.state$.pipe(tap<ConnectionState>(seen)) };
  };
  return { ...original, connection };
});

vi.mock('../src/protocol/errors', async (importOriginal) => {
  const original = await importOriginal<typeof errorsModule>();
  const operatorError: typeof original.operatorError = (...args) => {
    const error = original.operatorError(...args);
    seen(error);
    return error;
  };
  return { ...original, operatorError };
});

overhear(process.stdout, 'write');
overhear(process.stderr, 'write');
for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
  overhear(console, method);
}

afterEach(() => {
  expect(checks?.takeMisfits() ?? []).toEqual([]);
  expect(takeLeaks(), 'a token was told').toEqual([]);
});

afterAll(() => {
  if (!checks) return;
  expect(checks.takeMisfits()).toEqual([]);
  // Which frames a run has checked: one line of JSON a test file.
  const report = process.env['FRAMES_REPORT'];
  const counts = Object.fromEntries(checks.checkedFrames());
  if (report) {
    appendFileSync(report, `${JSON.stringify({ file: expect.getState().testPath, counts })}\n`);
  }
});

/** What the server was asked, if it is an action at all: a test may send it anything. */
function actionOf(
  frame: string | Uint8Array,
): { action: ActionTag; requestId?: string } | undefined {
  try {
    return JSON.parse(String(frame)) as { action: ActionTag; requestId?: string };
  } catch {
    return undefined;
  }
}
