import { unlinkSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, NEVER, of } from 'rxjs';
import type { ChatMessage, ChatModel } from 'smooth-operator-rx/server';
import { afterAll, describe, expect, it } from 'vitest';
import { AGENT } from '../turnTest';
import { first, open, origin, OTHER_HOST, serve } from './kit';

/** Begins to answer, and never ends. */
const endless: ChatModel = {
  complete: () => concat(of({ kind: 'token' as const, text: 'Well, ' }), NEVER),
};

const actionsOf = ({ sent }: { sent: readonly { action: string }[] }) =>
  sent.map(({ action }) => action);

describe('a turn in Chromium', () => {
  it('streams its tokens over the WebSocket of the browser, and completes', async () => {
    const server = await serve();
    const tab = await open('operator');
    const { said, text, citations } = await tab.lib.evaluate(
      async ({ createClient, rxjs, tokens, reply }, { url, agentId }) => {
        const turn$ = createClient({ url })
          .session({ agentId })
          .turn('How long do I have to return an item?')
          .pipe(rxjs.share());
        const [said, answer] = await rxjs.lastValueFrom(
          rxjs.forkJoin([turn$.pipe(tokens(), rxjs.toArray()), turn$.pipe(reply())]),
        );
        return { said, text: answer.text, citations: answer.citations };
      },
      { url: server.url, agentId: AGENT },
    );
    expect(said.length).toBeGreaterThan(5);
    expect(said.join('')).toBe(text);
    expect(text).toContain('17 days');
    expect(citations?.map(({ id }) => id)).toContain('policies/returns.md');
    expect(tab.sockets.map(({ url }) => url)).toEqual([server.url]);
    const turn = await first(server.log$, ({ kind }) => kind === 'turn');
    expect(turn).toMatchObject({ outcome: 'completed' });
  });

  it('waits for a click before it writes', async () => {
    const server = await serve();
    const tab = await open('operator');
    const calls = tab.lib.evaluate(
      ({ createClient, confirmWrites, toolCalls, rxjs }, { url, agentId }) => {
        const button = document.createElement('button');
        const turn$ = createClient({ url })
          .session({ agentId })
          .turn('Please refund order 1234, $25.50')
          .pipe(
            confirmWrites((prompt) => {
              button.textContent = prompt.actionDescription;
              document.body.append(button);
              return rxjs.fromEvent(button, 'click').pipe(rxjs.map(() => true));
            }),
            toolCalls(),
            rxjs.toArray(),
          );
        return rxjs.lastValueFrom(turn$);
      },
      { url: server.url, agentId: AGENT },
    );
    const button = tab.page.getByRole('button');
    expect(await button.textContent()).toBe('Refund 25.50 for order 1234');
    await button.click();
    expect(await calls).toEqual([
      { kind: 'call', name: 'issue_refund', arguments: { orderId: '1234', amount: 25.5 } },
      expect.objectContaining({ kind: 'result', name: 'issue_refund', isError: false }),
    ]);
  });

  it('sends one cancel when its reader leaves, and the next turn runs at once', async () => {
    const server = await serve({ models: { endless } });
    const tab = await open('operator');
    const text = await tab.lib.evaluate(
      async ({ createClient, tokens, reply, rxjs }, { url, agentId }) => {
        const session = createClient({ url }).session({ agentId });
        await rxjs.firstValueFrom(
          session.turn({ message: 'Go on', model: 'endless' }).pipe(tokens()),
        );
        const next$ = session.turn('How long does shipping take?').pipe(reply());
        return (await rxjs.firstValueFrom(next$)).text;
      },
      { url: server.url, agentId: AGENT },
    );
    expect(text).toContain('5-7 business days');
    const turn = await first(server.log$, ({ kind }) => kind === 'turn');
    expect(turn).toMatchObject({ outcome: 'cancelled' });
    expect(tab.sockets.map(actionsOf)).toEqual([
      ['create_conversation_session', 'send_message', 'cancel', 'send_message'],
    ]);
  });

  it('ends on the server when its tab is closed', async () => {
    const server = await serve({ model: endless });
    const tab = await open('operator');
    await tab.lib.evaluate(
      ({ createClient, tokens }, { url, agentId }) =>
        new Promise<void>((resolve) => {
          const turn$ = createClient({ url }).session({ agentId }).turn('Go on');
          turn$.pipe(tokens()).subscribe(() => {
            resolve();
          });
        }),
      { url: server.url, agentId: AGENT },
    );
    await tab.page.close();
    const turn = await first(server.log$, ({ kind }) => kind === 'turn');
    expect(turn).toMatchObject({ outcome: 'aborted' });
  });

  it('runs on a page served over http, where there is no crypto.randomUUID', async () => {
    const server = await serve({ origins: [origin(OTHER_HOST)] });
    const tab = await open('operator', OTHER_HOST);
    const { text, isSecure } = await tab.lib.evaluate(
      async ({ createClient, reply, rxjs }, { url, agentId }) => {
        const turn$ = createClient({ url })
          .session({ agentId })
          .turn('How long does shipping take?');
        const { text } = await rxjs.firstValueFrom(turn$.pipe(reply()));
        return { text, isSecure: isSecureContext };
      },
      { url: server.url, agentId: AGENT },
    );
    expect(isSecure).toBe(false);
    expect(text).toContain('5-7 business days');
  });

  it('runs in a worker, where there is neither window nor document', async () => {
    const server = await serve();
    const tab = await open('operator');
    const text = await tab.page.evaluate(
      (request) =>
        new Promise<unknown>((resolve, reject) => {
          const worker = new Worker('/worker.js');
          worker.onmessage = ({ data }) => {
            resolve(data);
          };
          worker.onerror = ({ message }) => {
            reject(new Error(message));
          };
          worker.postMessage(request);
        }),
      { url: server.url, agentId: AGENT, message: 'How long does shipping take?' },
    );
    expect(text).toContain('5-7 business days');
  });

  it('is refused on a page of an origin that the server does not list', async () => {
    const server = await serve({ origins: [origin(OTHER_HOST)] });
    const tab = await open('operator');
    const code = await tab.lib.evaluate(
      ({ createClient, isSmoothOperatorError, rxjs }, { url, agentId }) =>
        rxjs.lastValueFrom(createClient({ url }).session({ agentId }).turn('Hi')).then(
          () => undefined,
          (error: unknown) => (isSmoothOperatorError(error) ? error.code : String(error)),
        ),
      { url: server.url, agentId: AGENT },
    );
    expect(code).toBe('ORIGIN_NOT_ALLOWED');
  });
});

describe('what a page attaches', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attached-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Tells what it was asked. */
  function listener() {
    const heard: ChatMessage[] = [];
    const model: ChatModel = {
      complete: ({ messages }) => {
        heard.push(...messages.filter(({ role }) => role === 'user'));
        return of({ kind: 'token', text: 'I see.' });
      },
    };
    return { heard, model };
  }

  it('arrives as it was: files of an input, and blobs made by the page', async () => {
    const { heard, model } = listener();
    const server = await serve({ model });
    const tab = await open('operator');
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
    await tab.page.setContent('<input type="file" multiple>');
    await tab.page.setInputFiles('input', [
      { name: 'bytes.bin', mimeType: 'application/octet-stream', buffer: everyByte },
      { name: 'Grüße 🦊.txt', mimeType: 'text/plain', buffer: Buffer.from('Hallo, schöne Welt') },
    ]);
    await tab.lib.evaluate(
      async ({ createClient, attachments, rxjs }, { url, agentId }) => {
        const files = Array.from(document.querySelector('input')?.files ?? []);
        const canvas = new OffscreenCanvas(3, 2);
        canvas.getContext('2d')?.fillRect(0, 0, 3, 2);
        const picture = await canvas.convertToBlob();
        const session = createClient({ url }).session({ agentId });
        await rxjs.lastValueFrom(
          attachments(...files, { blob: picture, detail: 'low' }).pipe(
            rxjs.switchMap((attached) => session.turn({ message: 'What is it?', ...attached })),
          ),
        );
      },
      { url: server.url, agentId: AGENT },
    );
    const [message] = heard;
    expect(message?.files).toEqual([
      {
        name: 'bytes.bin',
        mimeType: 'application/octet-stream',
        url: `data:application/octet-stream;base64,${everyByte.toString('base64')}`,
      },
      {
        name: 'Grüße 🦊.txt',
        mimeType: 'text/plain',
        url: `data:text/plain;base64,${Buffer.from('Hallo, schöne Welt').toString('base64')}`,
      },
    ]);
    expect(message?.images).toEqual([
      { url: expect.stringMatching(/^data:image\/png;base64,iVBORw0KGgo/), detail: 'low' },
    ]);
  });

  it('is told to be unreadable when its file has gone since it was chosen', async () => {
    const tab = await open('operator');
    const path = join(folder, 'gone.txt');
    writeFileSync(path, 'here');
    await tab.page.setContent('<input type="file">');
    await tab.page.setInputFiles('input', path);
    unlinkSync(path);
    const error = await tab.lib.evaluate(({ attachments, isSmoothOperatorError, rxjs }) => {
      const files = Array.from(document.querySelector('input')?.files ?? []);
      return rxjs.lastValueFrom(attachments(...files)).catch((thrown: unknown) => {
        if (!isSmoothOperatorError(thrown)) throw thrown;
        return { code: thrown.code, message: thrown.message };
      });
    });
    expect(error).toEqual({
      code: 'UNREADABLE_ATTACHMENT',
      message: expect.stringMatching(/^Cannot attach gone\.txt: .+ Nothing was sent\.$/),
    });
  });
});
