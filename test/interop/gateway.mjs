import { createServer } from 'node:http';
import { once } from 'node:events';

/** The calls of tools that these messages lead to. */
const CALLS = {
  'Refund it': ['issue_refund', { order_id: '1234', orderId: '1234', amount: 25.5 }],
  'Let me choose': [
    'request_choices',
    {
      reason: 'to send the right one',
      questions: [
        { question: 'Which size?', header: 'Size', options: [{ label: 'S' }, { label: 'L' }] },
      ],
    },
  ],
  'Who am I': [
    'request_identity_intake',
    {
      reason: 'to find your order',
      fields: [
        { key: 'email', required: true },
        { key: 'phone', required: false },
      ],
    },
  ],
};

/** A model behind the HTTP interface that the servers of others call: it does what its message says. */
export async function startGateway() {
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += data));
    request.on('end', () => answer(JSON.parse(body || '{}'), response));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${http.address().port}/v1`,
    close: () => {
      http.close();
      http.closeAllConnections();
    },
  };
}

function answer({ model, stream, messages = [] }, response) {
  const last = messages.at(-1);
  const said = messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '';
  const text = last?.role === 'tool' ? `It said: ${last.content}` : `You said: ${said}`;
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  if (!stream) {
    const choice = {
      index: 0,
      message: { role: 'assistant', content: text },
      finish_reason: 'stop',
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'chat.completion', model, choices: [choice], usage }));
    return;
  }

  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (chunk) =>
    response.write(
      `data: ${JSON.stringify({ object: 'chat.completion.chunk', model, ...chunk })}\n\n`,
    );
  const delta = (delta, finish_reason = null) =>
    send({ choices: [{ index: 0, delta, finish_reason }] });
  const call = last?.role === 'tool' ? undefined : CALLS[said];
  if (call) {
    const [name, args] = call;
    const function_ = { name, arguments: JSON.stringify(args) };
    delta({ tool_calls: [{ index: 0, id: 'call', type: 'function', function: function_ }] });
    delta({}, 'tool_calls');
  } else {
    for (const content of text.match(/\S+\s*/g)) delta({ content });
    if (said === 'Think on') return; // and never comes to an end
    delta({}, 'stop');
  }
  send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}
