import type { ServerEvent } from '../../protocol';
import type { ModelOutput, ToolCall } from '../model';
import type { Turn } from '../transcript';
import type { ToolOutcome } from '../tools/runTool';
import { failed, type SpanSpec } from './traced';

/** The provider of whatever a host plugs in: no port of this server tells another. */
const PROVIDER = 'smooth-operator';

/** A turn: the span of an agent at work. */
export function turnSpan(turn: Turn): SpanSpec<ServerEvent> {
  const { requestId, session, service } = turn;
  return {
    name: `invoke_agent ${service.agentName}`,
    of: turn,
    attributes: {
      'gen_ai.provider.name': PROVIDER,
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': service.agentName,
      'gen_ai.agent.id': session.agentId,
      'gen_ai.conversation.id': session.conversationId,
      'smooth_operator.request.id': requestId,
    },
    heard: (event, span) => {
      if (event.type !== 'eventual_response') return;
      const { usage } = event.data.data;
      if (usage) span.setAttributes(usageOf(usage.promptTokens, usage.completionTokens));
    },
  };
}

/** One call of a model. */
export function modelSpan(turn: Turn): SpanSpec<ModelOutput> {
  const { chatModel, session, service } = turn;
  const model = turn.model ?? chatModel.name;
  return {
    name: model === undefined ? 'chat' : `chat ${model}`,
    within: turn,
    attributes: {
      'gen_ai.provider.name': PROVIDER,
      'gen_ai.operation.name': 'chat',
      ...(model !== undefined && { 'gen_ai.request.model': model }),
      'gen_ai.request.max_tokens': service.maxTokens,
      'gen_ai.conversation.id': session.conversationId,
    },
    heard: (output, span) => {
      if (output.kind !== 'usage') return;
      span.setAttributes(usageOf(output.promptTokens, output.completionTokens));
    },
  };
}

/** One call of a tool, with the time a person takes to allow it. Its arguments stay out of it. */
export function toolSpan({ id, name }: ToolCall, turn: Turn): SpanSpec<ToolOutcome> {
  return {
    name: `execute_tool ${name}`,
    within: turn,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': name,
      'gen_ai.tool.call.id': id,
      'gen_ai.tool.type': 'function',
      'gen_ai.conversation.id': turn.session.conversationId,
    },
    heard: ({ isError }, span) => {
      if (isError) failed(span, 'tool_error');
    },
  };
}

function usageOf(promptTokens: number | undefined, completionTokens: number | undefined) {
  return {
    ...(promptTokens !== undefined && { 'gen_ai.usage.input_tokens': promptTokens }),
    ...(completionTokens !== undefined && { 'gen_ai.usage.output_tokens': completionTokens }),
  };
}
