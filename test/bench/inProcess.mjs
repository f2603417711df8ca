import { createClient } from 'smooth-operator-rx';

/** A socket without a network: what the client sends is answered in the same breath. */
export class Wire {
  static answers = {
    create_conversation_session: ({ requestId }) => [
      {
        type: 'immediate_response',
        requestId,
        status: 200,
        data: {
          sessionId: '6f1c1f0e-0000-4000-8000-000000000001',
          conversationId: '6f1c1f0e-0000-4000-8000-000000000002',
          agentName: 'smooth-agent',
          userParticipantId: '6f1c1f0e-0000-4000-8000-000000000003',
          agentParticipantId: '6f1c1f0e-0000-4000-8000-000000000004',
        },
      },
    ],
  };

  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  requestIds = [];

  constructor(answers = {}) {
    this.answers = { ...Wire.answers, ...answers };
    queueMicrotask(() => this.onopen?.({}));
  }

  send(text) {
    const action = JSON.parse(text);
    if (action.action === 'send_message') this.requestIds.push(action.requestId);
    for (const event of this.answers[action.action]?.(action) ?? []) {
      this.deliver(JSON.stringify(event));
    }
  }

  deliver(data) {
    this.onmessage?.({ data });
  }

  close() {
    this.onmessage = null;
  }
}

export function clientOver(wire, options = {}) {
  return createClient({
    url: 'ws://bench.test/ws',
    socket: () => wire,
    whenBusy: 'send',
    ...options,
  });
}

export const ack = ({ requestId }) => ({
  type: 'immediate_response',
  requestId,
  timestamp: 1763712345678,
  status: 202,
  data: {},
});

const WORDS = ['The ', 'item ', 'can ', 'be ', 'returned ', 'within ', 'seventeen ', 'days.'];

export function tokenFrame(requestId, index) {
  const token = WORDS[index % WORDS.length];
  return JSON.stringify({
    type: 'stream_token',
    requestId,
    timestamp: 1763712345678 + index,
    token,
    data: { requestId, token },
  });
}

export const final = ({ requestId }) => ({
  type: 'eventual_response',
  requestId,
  timestamp: 1763712345678,
  status: 200,
  data: {
    requestId,
    status: 200,
    data: {
      messageId: '6f1c1f0e-0000-4000-8000-000000000005',
      response: { responseParts: ['Within seventeen days.'] },
      needsEscalation: false,
    },
  },
});
