import { NEVER, of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { openChannel } from '../src/conversation/channel';
import { resolveOptions } from '../src/conversation/options';
import { serve } from '../src/server/connection';
import type { ServerOptions } from '../src/server/options';
import type { OpenSocket } from '../src/socket/openSocket';
import { wireForm } from '../src/testing/frames';
import { checkedFrames, checkSent, takeMisfits } from './sentFrames';
import { create, service } from './server/kit';

const SAID = { action: 'send_message', requestId: 'r1', sessionId: 's', message: 'Hello' };

const wrong = (sender: Parameters<typeof checkSent>[0], frame: object): string => {
  checkSent(sender, JSON.stringify(frame));
  const [misfit = ''] = takeMisfits();
  return misfit;
};

describe('what is sent in any test', () => {
  afterEach(() => {
    expect(takeMisfits(), 'taken by the test').toEqual([]);
  });

  it.each<[string, Parameters<typeof checkSent>[0], object, RegExp]>([
    ['an action without a required field', 'client', { ...SAID, message: undefined }, /'message'/],
    ['an action with a further field', 'client', { ...SAID, colour: 1 }, /additional properties/],
    [
      'an action with null for no value',
      'client',
      { ...SAID, model: null },
      /\/model must be string/,
    ],
    ['an action that there is not', 'client', { action: 'dance' }, /dance/],
    ['an event with a further field', 'server', { type: 'pong', mood: 1 }, /additional properties/],
    [
      'an event of a wrong type',
      'script',
      { type: 'pong', timestamp: 'now' },
      /\/timestamp must be/,
    ],
  ])('fails the test when it is %s', (_, sender, frame, said) => {
    expect(wrong(sender, frame)).toMatch(said);
  });

  it('is told with its tag, the path in its schema, and the frame', () => {
    expect(wrong('client', { ...SAID, message: 7 })).toBe(
      'The client sent a send_message that does not fit urn:smooth-operator:action:send_message: ' +
        '/message must be string (#/$defs/Request/properties/message/type) in ' +
        JSON.stringify({ ...SAID, message: 7 }),
    );
  });

  it('is seen when our client sends it, over whatever socket', () => {
    const sent: string[] = [];
    const socket = {
      frames$: NEVER,
      send: (text: string) => sent.push(text),
      abandon: () => undefined,
    } as unknown as OpenSocket; // what a channel needs of one
    const opened = openChannel(socket, {
      ...resolveOptions({ url: 'ws://unit.test/ws' }),
      tick: 1_000,
      onUncorrelated: () => undefined,
      onUndecodable: () => undefined,
    }).subscribe((channel) => {
      channel.send({ action: 'ping', requestId: 7 } as never);
    });
    opened.unsubscribe();
    expect(sent).toEqual(['{"action":"ping","requestId":7}']);
    expect(takeMisfits()).toEqual([
      expect.stringMatching(/client sent a ping .*requestId must be/),
    ]);
  });

  it('is seen when our server sends it, also within what an event leaves open', () => {
    // Ids of the wrong type: the data of an answer is any object, but not that of this answer.
    const { events } = connectWith({ ids: () => 7 as never });
    expect(events).toHaveLength(1);
    expect(takeMisfits()).toEqual([
      expect.stringMatching(/create_conversation_session#\/\$defs\/Response: \/sessionId must be/),
    ]);
  });

  it('is seen when a script sends it, unless it sends it as text', () => {
    const misshapen = { type: 'stream_token', data: { requestId: 'r1', token: 7 } };
    expect(wireForm(misshapen as never)).toBe(JSON.stringify(misshapen));
    expect(takeMisfits()).toEqual([expect.stringMatching(/script sent a stream_token .*\/token/)]);
    expect(wireForm(JSON.stringify(misshapen))).toBe(JSON.stringify(misshapen));
    expect(takeMisfits()).toEqual([]);
  });

  it('is counted, by who sent it and its tag', () => {
    const before = checkedFrames().get('server pong') ?? 0;
    connectWith({}, { action: 'ping' });
    expect(checkedFrames().get('server pong')).toBe(before + 1);
  });
});

/** What our server answers to one frame. */
function connectWith(options: ServerOptions, frame: object = create()): { events: string[] } {
  const events: string[] = [];
  serve(
    {
      frames$: of(JSON.stringify(frame)),
      send: (text) => {
        events.push(text);
      },
    },
    service(options),
  ).subscribe();
  return { events };
}
