import * as t from 'io-ts';
import { struct } from '../../../protocol/codec/struct';
import type { Call, Handler } from '../call';
import { refuse } from '../http/problem';
import { readBody } from '../http/readBody';
import type { FakeAgent } from '../state/agents';

const TRACE = 'x-a2a-trace-id';

const Part = struct('Part', { type: t.string }, { text: t.string });

const TaskBody = struct('Task', {
  id: t.string,
  message: struct('Message', { role: t.string, parts: t.array(Part) }),
});

/** `POST /a2a/{agent}`: a task, answered under its trace. */
export const a2aTask: Handler = (call) => {
  const { reply } = agentOf(call);
  const { id, message } = readBody(TaskBody, call.request);
  const text = message.parts.map((part) => part.text ?? '').join('');
  const traceId = call.request.headers[TRACE];
  return Response.json(
    { id, result: { role: 'agent', parts: [{ type: 'text', text: reply(text, traceId) }] } },
    { headers: traceId === undefined ? {} : { [TRACE]: traceId } },
  );
};

/** `GET /a2a/{agent}/.well-known/agent.json`. */
export const agentCard: Handler = (call) => {
  const { description } = agentOf(call);
  const name = call.params['agent'] ?? '';
  return Response.json({
    name,
    description,
    version: '1.0.0',
    url: `/a2a/${encodeURIComponent(name)}`,
    capabilities: { streaming: false, pushNotifications: false },
    skills: [{ id: name, name, description }],
  });
};

function agentOf({ params: { agent = '' }, world }: Call): FakeAgent {
  return world.agents[agent] ?? refuse(404, `There is no agent "${agent}".`, 'not_found');
}
