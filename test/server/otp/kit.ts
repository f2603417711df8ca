import { EMPTY, of, type Observable } from 'rxjs';
import type { ServerEvent } from '../../../src/protocol';
import type { Caller } from '../../../src/server/access/admission';
import type { ServerOptions } from '../../../src/server/options';
import type { SentCode } from '../../../src/server/otp/memoryOtp';
import type { OtpService, OtpVerdict } from '../../../src/server/otp/otpService';
import type { Tool } from '../../../src/server/tools';
import { callsThenTells, connect, open, say, service, tool } from '../kit';

/** A tool that only runs for a verified user, and how often it has run. */
export function wary(fields: Partial<Tool> = {}) {
  const state = { ran: 0 };
  const refund = tool('refund', () => `refunded ${++state.ran}`, {
    authLevel: 'end_user',
    describe: () => 'Refund 25.50 for order 1234',
    ...fields,
  });
  return { refund, state };
}

/** A service that sends and verifies as it is told, and keeps what it was asked. */
export function otpOf(answers: {
  readonly send?: () => Observable<unknown>;
  readonly verify?: () => Observable<OtpVerdict>;
}) {
  const sent: { sessionId: string; channel: string; destination: string }[] = [];
  const tried: string[] = [];
  const otp: OtpService = {
    send: ({ sessionId }, channel, destination) => {
      sent.push({ sessionId, channel, destination });
      return answers.send?.() ?? EMPTY;
    },
    verify: (_sessionId, code) => {
      tried.push(code);
      return answers.verify?.() ?? of({ kind: 'verified' });
    },
  };
  return { otp, sent, tried };
}

export const EMAIL = { userEmail: 'ada@example.com' };

/** A connection whose user asked for what only a verified user may have. */
export function asked(options: ServerOptions = {}, fields: object = EMAIL, caller?: Caller) {
  const { refund, state } = wary();
  const on = service({ model: callsThenTells('refund'), tools: [refund], ...options });
  const client = connect(on, caller);
  const { sessionId, conversationId } = open(client, fields);
  return { on, client, sessionId, conversationId, state, events: client.send(say(sessionId)) };
}

export const verify = (sessionId: string, code: unknown = '123456', fields: object = {}) => ({
  action: 'verify_otp',
  requestId: 'verify',
  sessionId,
  code,
  ...fields,
});

/** What came of the call of a tool, as the model and the client are told. */
export function resultsOf(events: readonly ServerEvent[]) {
  return events
    .filter((event) => event.type === 'stream_chunk')
    .map(
      ({ data }) => data.state.rawResponse as { toolResult?: { isError: boolean; result: string } },
    )
    .flatMap(({ toolResult }) => (toolResult ? [toolResult] : []));
}

/** Where codes arrive. */
export function inbox() {
  const codes: SentCode[] = [];
  return {
    codes,
    onCode: (sent: SentCode) => {
      codes.push(sent);
    },
    /** The newest. */
    code: () => codes.at(-1)?.code ?? '',
  };
}
