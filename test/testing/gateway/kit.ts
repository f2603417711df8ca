import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import {
  startFakeGateway,
  type FakeGateway,
  type FakeGatewayOptions,
  type FakeService,
  type RecordedRequest,
} from 'smooth-operator-rx/testing';
import { afterEach } from 'vitest';

const started: FakeGateway[] = [];

/** Starts a gateway that is closed after the test. */
export async function start(options?: FakeGatewayOptions): Promise<FakeGateway> {
  const gateway = await startFakeGateway(options);
  started.push(gateway);
  return gateway;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.close()));
});

/** OpenAI's own client. It tries again by itself unless it is told not to. */
export const openai = (baseURL: string, maxRetries = 0) =>
  new OpenAI({ apiKey: 'sk-test', baseURL, maxRetries });

/** Anthropic's own client. */
export const anthropic = (baseURL: string, maxRetries = 0) =>
  new Anthropic({ apiKey: 'sk-ant-test', baseURL, maxRetries });

/** Where an OpenAI client finds whom it talks to: at a provider, or behind the gateway. */
export const OPENAI_ENDS: readonly (readonly [string, (gateway: FakeGateway) => string])[] = [
  ['the provider', ({ providers }) => providers.openai.url],
  ['the gateway', ({ proxy }) => `${proxy.url}/v1`],
];

/** The same for an Anthropic client. */
export const ANTHROPIC_ENDS: readonly (readonly [string, (gateway: FakeGateway) => string])[] = [
  ['the provider', ({ providers }) => providers.anthropic.url],
  ['the gateway', ({ proxy }) => `${proxy.url}/anthropic`],
];

/** The last request of all that any of a gateway's services got. */
export function lastOf({ proxy, providers }: FakeGateway): RecordedRequest {
  const all: readonly FakeService[] = [proxy, providers.openai, providers.anthropic];
  const last = all.flatMap(({ requests }) => requests.at(-1) ?? []);
  if (last.length !== 1 || !last[0]) throw new Error(`${last.length} services have been asked.`);
  return last[0];
}

/** Posts JSON, and gives the answer: its status, its headers, its body as JSON. */
export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return answerOf(response);
}

export async function get(url: string, headers: Readonly<Record<string, string>> = {}) {
  return answerOf(await fetch(url, { headers }));
}

async function answerOf(response: Response) {
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as unknown };
}

/** A chat body with one message of a user. */
export const saying = (content: string, more: object = {}) => ({
  model: 'gpt-4o',
  messages: [{ role: 'user', content }],
  ...more,
});

export type ErrorClass = abstract new (...args: never[]) => Error;
