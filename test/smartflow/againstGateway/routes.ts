import type { Observable } from 'rxjs';
import type { SmartflowClient } from 'smooth-operator-rx/smartflow';
import type { FakeGateway, FaultName, RecordedRequest } from 'smooth-operator-rx/testing';

/** A kind of route: how it is asked, how its answer is read. */
export interface RouteClass {
  readonly name: string;
  readonly call: (smartflow: SmartflowClient) => Observable<unknown>;
  readonly fail: (gateway: FakeGateway, fault: FaultName, times?: number) => () => void;
  readonly requests: (gateway: FakeGateway) => readonly RecordedRequest[];
  /** What its answer is: JSON, a stream, or what has no form that could be wrong. */
  readonly answers: 'json' | 'stream' | 'bytes';
  /** Whose words its errors are in. @defaultValue 'smartflow' */
  readonly style?: 'anthropic';
}

const hi = [{ role: 'user', content: 'Hi' }] as const;

const proxy = {
  requests: (gateway: FakeGateway) => gateway.proxy.requests,
};

/** One of each kind, of every service. */
export const ROUTE_CLASSES: readonly RouteClass[] = [
  {
    name: 'chatCompletions',
    call: (sf) => sf.chatCompletions(hi),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /v1/chat/completions', ...fault),
    answers: 'json',
    ...proxy,
  },
  {
    name: 'streamChat',
    call: (sf) => sf.streamChat('Hi'),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /v1/chat/completions', ...fault),
    answers: 'stream',
    ...proxy,
  },
  {
    name: 'claudeMessage',
    call: (sf) => sf.claudeMessage('Hi'),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /anthropic/v1/messages', ...fault),
    answers: 'json',
    style: 'anthropic',
    ...proxy,
  },
  {
    name: 'embeddings',
    call: (sf) => sf.embeddings('Hi'),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /v1/embeddings', ...fault),
    answers: 'json',
    ...proxy,
  },
  {
    name: 'audioTranscription, a form',
    call: (sf) => sf.audioTranscription(new Blob(['hello'])),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /v1/audio/transcriptions', ...fault),
    answers: 'json',
    ...proxy,
  },
  {
    name: 'textToSpeech, of bytes',
    call: (sf) => sf.textToSpeech('hello, hello'),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /v1/audio/speech', ...fault),
    answers: 'bytes',
    ...proxy,
  },
  {
    name: 'listModels, a GET',
    call: (sf) => sf.listModels(),
    fail: (gateway, ...fault) => gateway.proxy.fail('GET /v1/models', ...fault),
    answers: 'json',
    ...proxy,
  },
  {
    name: 'callMcpTool, in JSON',
    call: (sf) => sf.callMcpTool('calculator', 'add', { a: 1, b: 2 }),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /{server}/mcp/', ...fault),
    answers: 'json',
    ...proxy,
  },
  {
    name: 'callMcpTool, in a stream',
    call: (sf) => sf.callMcpTool('letters', 'reverse', { text: 'abc' }),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /{server}/mcp/', ...fault),
    answers: 'stream',
    ...proxy,
  },
  {
    name: 'sendA2aTask',
    call: (sf) => sf.sendA2aTask('echo', 'Hi'),
    fail: (gateway, ...fault) => gateway.proxy.fail('POST /a2a/{agent}', ...fault),
    answers: 'json',
    ...proxy,
  },
  {
    name: 'getLogs, of the management',
    call: (sf) => sf.getLogs(),
    fail: (gateway, ...fault) => gateway.management.fail('GET /api/vas/logs', ...fault),
    answers: 'json',
    requests: (gateway) => gateway.management.requests,
  },
  {
    name: 'forceProvider, of the management',
    call: (sf) => sf.forceProvider('openai'),
    fail: (gateway, ...fault) => gateway.management.fail('POST /api/routing/override', ...fault),
    answers: 'json',
    requests: (gateway) => gateway.management.requests,
  },
  {
    name: 'intelligentScan, of the compliance',
    call: (sf) => sf.intelligentScan('Hi'),
    fail: (gateway, ...fault) =>
      gateway.compliance.fail('POST /api/compliance/intelligent/scan', ...fault),
    answers: 'json',
    requests: (gateway) => gateway.compliance.requests,
  },
  {
    name: 'getLearningStatus, of the compliance',
    call: (sf) => sf.getLearningStatus('u1'),
    fail: (gateway, ...fault) =>
      gateway.compliance.fail('GET /api/compliance/learning/status/{user_id}', ...fault),
    answers: 'json',
    requests: (gateway) => gateway.compliance.requests,
  },
  {
    name: 'getAnalytics, of the bridge',
    call: (sf) => sf.getAnalytics(),
    fail: (gateway, ...fault) => gateway.bridge.fail('GET /api/hybrid/analytics', ...fault),
    answers: 'json',
    requests: (gateway) => gateway.bridge.requests,
  },
];
