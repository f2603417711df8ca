import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import {
  concat,
  defer,
  EMPTY,
  ignoreElements,
  map,
  NEVER,
  of,
  Subject,
  throwError,
  timer,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { traced } from '../../../src/server/tracing/traced';
import {
  callsThenTells,
  confirm,
  connect,
  hanging,
  marbles,
  modelOf,
  open,
  say,
  service,
  token,
  tool,
} from '../kit';

const exporter = new InMemorySpanExporter();

function record(): void {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}

beforeEach(record);
afterEach(() => {
  exporter.reset();
  trace.disable();
  context.disable();
});

const spans = () => exporter.getFinishedSpans();

function named(name: string): ReadableSpan {
  const [span, ...more] = spans().filter((one) => one.name === name);
  if (!span || more.length > 0) {
    throw new Error(
      `one ${name} in ${spans()
        .map((one) => one.name)
        .join(', ')}`,
    );
  }
  return span;
}

const parentOf = (span: ReadableSpan) =>
  spans().find((one) => one.spanContext().spanId === span.parentSpanContext?.spanId)?.name;

const used = { kind: 'usage', promptTokens: 7, completionTokens: 2 } as const;

describe('the spans of a turn', () => {
  it('are one of the agent, and in it one of each call of a model and of a tool', () => {
    const asks = callsThenTells('look_up', { key: 'k' });
    const model = {
      name: 'parrot',
      complete: (request: Parameters<typeof asks.complete>[0]) =>
        concat(asks.complete(request), of(used)),
    };
    const client = connect(service({ model, tools: [tool('look_up', () => 'found')] }));
    const { sessionId, conversationId } = open(client, { agentId: 'ada' });
    client.send(say(sessionId));

    expect(spans().map(({ name }) => name)).toEqual([
      'chat parrot',
      'execute_tool look_up',
      'chat parrot',
      'invoke_agent smooth-agent',
    ]);
    expect(named('invoke_agent smooth-agent').attributes).toEqual({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'smooth-operator',
      'gen_ai.agent.name': 'smooth-agent',
      'gen_ai.agent.id': 'ada',
      'gen_ai.conversation.id': conversationId,
      'gen_ai.usage.input_tokens': 14,
      'gen_ai.usage.output_tokens': 4,
      'smooth_operator.request.id': 'turn',
    });
    expect(spans()[0]?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'smooth-operator',
      'gen_ai.request.model': 'parrot',
      'gen_ai.request.max_tokens': 8192,
      'gen_ai.conversation.id': conversationId,
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 2,
    });
    expect(named('execute_tool look_up').attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'look_up',
      'gen_ai.tool.call.id': 'call',
      'gen_ai.tool.type': 'function',
      'gen_ai.conversation.id': conversationId,
    });
    expect(spans().map(parentOf)).toEqual([
      'invoke_agent smooth-agent',
      'invoke_agent smooth-agent',
      'invoke_agent smooth-agent',
      undefined,
    ]);
    expect(spans().every(({ status }) => status.code === SpanStatusCode.UNSET)).toBe(true);
  });

  it('keep to their parents also when model and tool take their time', () => {
    marbles(({ cold, flush }) => {
      const asks = callsThenTells('look_up');
      const model = modelOf((request) =>
        concat(cold('10ms a|').pipe(ignoreElements()), asks.complete(request)),
      );
      const tools = [tool('look_up', () => timer(5).pipe(map(() => 'found')))];
      const client = connect(service({ model, tools }));
      const { sessionId } = open(client);
      client.send(say(sessionId));
      cold('1s |').subscribe({ complete: client.leave });
      flush();
      expect(spans().map(parentOf)).toEqual([
        'invoke_agent smooth-agent',
        'invoke_agent smooth-agent',
        'invoke_agent smooth-agent',
        undefined,
      ]);
    });
  });

  it('of two connections at once do not mix', () => {
    const words = [new Subject<never>(), new Subject<never>()];
    const on = service({ model: modelOf((_request, call) => words[call - 1] ?? NEVER) });
    const clients = [connect(on), connect(on)];
    for (const client of clients) client.send(say(open(client).sessionId));
    for (const one$ of words) one$.complete();
    const chats = spans().filter(({ name }) => name === 'chat');
    const agents = spans().filter(({ name }) => name !== 'chat');
    expect(chats.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(
      agents.map((agent) => agent.spanContext().spanId),
    );
    expect(new Set(agents.map((agent) => agent.spanContext().traceId)).size).toBe(2);
  });

  it('are active while the model is called, for what it calls itself', () => {
    let active: string | undefined;
    const model = modelOf(() =>
      defer(() => {
        active = trace.getActiveSpan()?.spanContext().spanId;
        return EMPTY;
      }),
    );
    const client = connect(service({ model }));
    client.send(say(open(client).sessionId));
    expect(active).toBe(named('chat').spanContext().spanId);
  });

  it('say that a model failed, and not with which words', () => {
    const model = modelOf(() => throwError(() => new TypeError('secret')));
    const client = connect(service({ model }));
    client.send(say(open(client).sessionId));
    for (const name of ['chat', 'invoke_agent smooth-agent']) {
      expect(named(name).status).toEqual({ code: SpanStatusCode.ERROR });
      expect(named(name).attributes['error.type']).toBe('TypeError');
      expect(named(name).events).toEqual([]);
    }
  });

  it('say that a tool failed, while the turn did not', () => {
    const fails = tool('look_up', () => {
      throw new Error('secret');
    });
    const client = connect(service({ model: callsThenTells('look_up'), tools: [fails] }));
    client.send(say(open(client).sessionId));
    expect(named('execute_tool look_up').status).toEqual({ code: SpanStatusCode.ERROR });
    expect(named('execute_tool look_up').attributes['error.type']).toBe('tool_error');
    expect(named('invoke_agent smooth-agent').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('end when the turn is cancelled, each once', () => {
    const client = connect(service({ model: modelOf(() => hanging([token('Well')]).output$) }));
    client.send(say(open(client).sessionId));
    expect(spans()).toEqual([]);
    client.send({ action: 'cancel' });
    expect(
      spans()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['chat', 'invoke_agent smooth-agent']);
  });

  it('hold nothing that was said, asked or answered', () => {
    const secret = 'MARKER';
    const tools = [tool('write_it', () => `${secret} result`)];
    const model = callsThenTells('write_it', { to: `${secret} argument` });
    const client = connect(service({ model, tools, confirmTools: ['write_it'] }));
    const { sessionId } = open(client, { userName: secret, userEmail: secret });
    client.send(say(sessionId, `${secret} message`));
    client.send(confirm(sessionId, true));
    expect(spans()).toHaveLength(4);
    const told = spans().map(({ name, attributes, events, status }) => ({
      name,
      attributes,
      events,
      status,
    }));
    expect(JSON.stringify(told)).not.toContain(secret);
  });
});

describe('without an SDK', () => {
  it('nothing is recorded, and the source is subscribed to as it is', () => {
    trace.disable();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a-b|');
      const spec = { name: 'chat', attributes: {}, heard: () => expect.unreachable() };
      expectObservable(source$.pipe(traced(spec))).toBe('a-b|');
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    });
    expect(spans()).toEqual([]);
  });
});

describe('traced', () => {
  it('mirrors its source, and ends with whatever it ends with', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const spec = (name: string) => ({ name, attributes: {} });
      const [whole$, broken$, left$] = [cold('a-b|'), cold('a-#'), cold('a-----')];
      expectObservable(whole$.pipe(traced(spec('whole')))).toBe('a-b|');
      expectObservable(broken$.pipe(traced(spec('broken')))).toBe('a-#');
      expectObservable(left$.pipe(traced(spec('left'))), '^--!').toBe('a--');
      expectSubscriptions(left$.subscriptions).toBe('^--!');
      flush();
      expect(
        spans()
          .map(({ name }) => name)
          .sort(),
      ).toEqual(['broken', 'left', 'whole']);
    });
  });
});
