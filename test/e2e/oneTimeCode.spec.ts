import { lastValueFrom, toArray, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, verifyOtp, type Client, type TurnEvent } from 'smooth-operator-rx';
import { nodeSocket } from 'smooth-operator-rx/node';
import {
  issueRefund,
  memoryOtp,
  startServer,
  type MemoryOtpOptions,
  type RunningServer,
  type SentCode,
} from 'smooth-operator-rx/server';
import { AGENT } from '../turnTest';

const REQUEST = 'Please refund order 1234, $25.50';

let server: RunningServer;
let client: Client;
const codes: SentCode[] = [];

/** A session with a server whose refunds are for verified users. */
async function sessionWith(options: Partial<MemoryOtpOptions> = {}) {
  server = await startServer({
    port: 0,
    confirmTools: [],
    tools: [{ ...issueRefund(), authLevel: 'end_user' }],
    otp: memoryOtp({ onCode: (sent) => codes.push(sent), ...options }),
  });
  client = createClient({ url: server.url, socket: nodeSocket() });
  return client.session({ agentId: AGENT, userEmail: 'ada@example.com' });
}

const typesOf = async (events$: Observable<TurnEvent>) =>
  (await lastValueFrom(events$.pipe(toArray()))).map(({ type }) => type);

/** How often each type came, the tokens left out. */
const without = (types: readonly string[]) =>
  types.filter((type) => !type.startsWith('stream_') && type !== 'immediate_response');

describe('a one-time code between client and server', () => {
  afterEach(async () => {
    client.close();
    await server.close();
    codes.length = 0;
  });

  it('is asked for, typed in, and the turn is run again by itself', async () => {
    const session = await sessionWith();
    const asked: string[] = [];
    const types = await typesOf(
      session.turn(REQUEST).pipe(
        verifyOtp(({ maskedDestination }) => {
          asked.push(maskedDestination);
          return codes.at(-1)?.code ?? '';
        }),
      ),
    );
    expect(asked).toEqual(['a***@example.com']);
    expect(without(types)).toEqual([
      'otp_verification_required',
      'otp_sent',
      'eventual_response',
      'otp_verified',
      'eventual_response',
    ]);
    expect(without(await typesOf(session.turn(REQUEST)))).toEqual(['eventual_response']);
  });

  it('may be wrong as often as there are attempts, and is asked for again each time', async () => {
    const session = await sessionWith({ attempts: 3, random: () => 7 });
    const typed = ['1', '2', '777777'];
    const left: (number | undefined)[] = [];
    const types = await typesOf(
      session.turn(REQUEST).pipe(
        verifyOtp(({ rejected }) => {
          left.push(rejected?.attemptsRemaining);
          return typed.shift() ?? '';
        }),
      ),
    );
    expect(left).toEqual([undefined, 2, 1]);
    expect(without(types).slice(2)).toEqual([
      'eventual_response',
      'otp_invalid',
      'otp_invalid',
      'otp_verified',
      'eventual_response',
    ]);
  });

  it('that cannot be sent leaves the reply of the turn to its reader', async () => {
    const session = await sessionWith({
      onCode: () => {
        throw new Error('no mail');
      },
    });
    const types = await typesOf(session.turn(REQUEST).pipe(verifyOtp(() => '1')));
    expect(without(types)).toEqual(['otp_verification_required', 'error', 'eventual_response']);
  });
});
