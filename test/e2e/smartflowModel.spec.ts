import { firstValueFrom, lastValueFrom, Subject, toArray } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { confirmWrites, createClient, reply, tokens, type Client } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import { smartflowModel, startServer, type RunningServer } from 'smooth-operator-rx/server';
import { createSmartflow, type SmartflowOptions } from 'smooth-operator-rx/smartflow';
import { startFakeGateway, type FakeGateway, type FakeModel } from 'smooth-operator-rx/testing';
import { AGENT } from '../turnTest';

let gateway: FakeGateway;
let server: RunningServer;
let client: Client;

/** A client of a server whose model is behind a gateway, or, with options for it, at a provider. */
async function start(model: FakeModel, direct?: (gateway: FakeGateway) => SmartflowOptions) {
  gateway = await startFakeGateway({ model });
  const smartflow = createSmartflow(
    direct?.(gateway) ?? { baseUrl: gateway.proxy.url, apiKey: 'sk-sf-0123456789' },
  );
  const name = direct ? 'claude-sonnet-4-6' : 'gpt-4o';
  server = await startServer({
    port: 0,
    model: smartflowModel(smartflow, { model: name, price: { prompt: 1, completion: 1 } }),
  });
  client = createClient({ url: server.url, socket: nodeSocket(), linger: 0 });
  return client.session({ agentId: AGENT });
}

afterEach(async () => {
  client.close();
  await server.close();
  await gateway.close();
});

it('a turn streams from the gateway through the server to the client', async () => {
  const said$ = new Subject<string>();
  const session = await start(() => said$);
  const whole = lastValueFrom(session.turn('Where is my order?').pipe(tokens(), toArray()));
  const request = await firstValueFrom(gateway.proxy.requests$);
  expect(request.headers['authorization']).toBe('Bearer sk-sf-0123456789');
  expect(request.body).toMatchObject({ model: 'gpt-4o', stream: true });
  said$.next('On its');
  said$.next(' way.');
  said$.complete();
  expect(await whole).toEqual(['On its', ' way.']);
  expect(await request.ended).toBe('answered');
});

it.each([
  ['a gateway', undefined],
  [
    'Anthropic, asked directly',
    ({ providers }: FakeGateway): SmartflowOptions => ({
      providers: { anthropic: { apiKey: 'sk-ant-0123456789', baseUrl: providers.anthropic.url } },
    }),
  ],
])('a tool is called, approved, and its result told, by %s', async (_, direct) => {
  const session = await start(({ messages }) => {
    const last = messages.at(-1);
    return last?.role === 'tool'
      ? `Done: ${last.text}`
      : ['Let me see.', { tool: 'issue_refund', arguments: { orderId: '1234', amount: 25.5 } }];
  }, direct);
  const turn$ = session.turn('Please refund order 1234, $25.50').pipe(
    confirmWrites(() => true),
    reply(),
  );
  const { text, usage } = await firstValueFrom(turn$);
  expect(text).toMatch(/^Let me see\.\n\nDone: .*25\.50/s);
  expect(usage?.promptTokens).toBeGreaterThan(0);
  expect(usage?.costUsd).toBeGreaterThan(0);
});

it('a turn that is left aborts the request at the gateway', async () => {
  const said$ = new Subject<string>();
  const session = await start(() => said$);
  const left = firstValueFrom(session.turn('A long story, please').pipe(tokens()));
  const request = await firstValueFrom(gateway.proxy.requests$);
  said$.next('Once');
  expect(await left).toBe('Once');
  expect(await request.ended).toBe('left');
  expect(said$.observed).toBe(false);
});

it('a gateway that fails fails the turn, in one line that tells no address', async () => {
  const session = await start(() => 'never');
  gateway.proxy.fail('POST /v1/chat/completions', 'rateLimited');
  const failed = lastValueFrom(session.turn('Hi'));
  await expect(failed).rejects.toMatchObject({
    code: 'INTERNAL_ERROR',
    message: expect.stringMatching(/^The model has too much to do\. Try again in \d+ s\.$/),
  });
});
