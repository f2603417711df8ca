import { describe, expect, it } from 'vitest';
import { openSocket, type OpenSocket } from '../../src/socket/openSocket';
import { manualSockets } from './kit';

const URL = 'ws://host.test/ws?token=sesame';

/** Subscribes, and keeps what comes. */
function opening({ canTerminate = true } = {}) {
  const sockets = manualSockets(canTerminate);
  const opened: OpenSocket[] = [];
  const errors: unknown[] = [];
  const subscription = openSocket(sockets.create, URL, ['chat']).subscribe({
    next: (socket) => opened.push(socket),
    error: (cause: unknown) => errors.push(cause),
  });
  const socket = sockets.latest();
  return { sockets, socket, opened, errors, subscription };
}

/** Opens it, and listens to its frames. */
function open(options?: { canTerminate: boolean }) {
  const all = opening(options);
  all.socket.open();
  const [speaking] = all.opened;
  if (!speaking) throw new Error('It did not open.');
  const frames: unknown[] = [];
  const frameErrors: unknown[] = [];
  speaking.frames$.subscribe({
    next: (frame) => frames.push(frame),
    error: (cause: unknown) => frameErrors.push(cause),
  });
  return { ...all, speaking, frames, frameErrors };
}

describe('a socket as an Observable', () => {
  it('is made when subscribed to, one for each, with the URL and the protocols', () => {
    const { create, made } = manualSockets();
    const socket$ = openSocket(create, URL, ['chat']);
    expect(made).toEqual([]);
    const subscriptions = [socket$.subscribe(), socket$.subscribe()];
    expect(made.map(({ url, protocols }) => [url, protocols])).toEqual([
      [URL, ['chat']],
      [URL, ['chat']],
    ]);
    for (const subscription of subscriptions) subscription.unsubscribe();
  });

  it('emits once, when it has opened', () => {
    const { socket, opened } = opening();
    expect(opened).toHaveLength(0);
    socket.open();
    expect(opened).toHaveLength(1);
  });

  it('hands frames over as they come, text or binary, and sends text', () => {
    const { socket, speaking, frames } = open();
    const bytes = new Uint8Array([1, 2]);
    socket.hear('one');
    socket.hear(bytes);
    speaking.send('two');
    expect(frames).toEqual(['one', bytes]);
    expect(socket.calls).toEqual(['sent two']);
  });

  it.each([1000, 1001, 1005, 1006, 4401])(
    'that closes with %i is an error, never an end',
    (code) => {
      const { socket, errors, frameErrors } = open();
      socket.end({ code, reason: 'why' });
      expect(errors).toEqual([{ kind: 'closed', code, reason: 'why' }]);
      expect(frameErrors).toEqual(errors);
    },
  );

  it('that closes without a word is 1005', () => {
    const { socket, errors } = open();
    socket.end();
    expect(errors).toEqual([{ kind: 'closed', code: 1005, reason: '' }]);
  });

  it('that closes before it opened failed its handshake, with what the platform tells', () => {
    const hidden = opening();
    hidden.socket.onerror?.({});
    hidden.socket.end({ code: 1006 });
    expect(hidden.errors).toEqual([
      { kind: 'handshake', message: 'the socket closed before it opened' },
    ]);
    const told = opening();
    told.socket.onerror?.({ message: 'Unexpected server response: 503', status: 503 });
    told.socket.end({ code: 1006 });
    expect(told.errors).toEqual([
      { kind: 'handshake', message: 'Unexpected server response: 503', status: 503 },
    ]);
  });

  it('is not ended by an error event alone: the close that follows ends it', () => {
    const { socket, errors } = open();
    socket.onerror?.({ message: 'odd' });
    expect(errors).toEqual([]);
    socket.end({ code: 1006 });
    expect(errors).toEqual([{ kind: 'closed', code: 1006, reason: '' }]);
  });

  it('is closed with 1000 when it is left, opened or not', () => {
    const { socket, subscription } = open();
    subscription.unsubscribe();
    expect(socket.calls).toEqual(['close 1000']);
    const dialling = opening();
    dialling.subscription.unsubscribe();
    expect(dialling.socket.calls).toEqual(['close 1000']);
  });

  it('is not closed again when the other side has closed it', () => {
    const { socket, subscription } = open();
    socket.end({ code: 1001 });
    subscription.unsubscribe();
    expect(socket.calls).toEqual([]);
  });

  it('is dropped without a closing handshake when it was abandoned', () => {
    const { socket, speaking, subscription } = open();
    speaking.abandon();
    subscription.unsubscribe();
    expect(socket.calls).toEqual(['terminate']);
  });

  it('is closed with 1000 when it was abandoned and cannot be dropped', () => {
    const { socket, speaking, subscription } = open({ canTerminate: false });
    speaking.abandon();
    subscription.unsubscribe();
    expect(socket.calls).toEqual(['close 1000']);
  });

  it('is deaf once it is left: late events of it reach nobody, not even as unhandled errors', () => {
    const { socket, opened, errors, subscription } = opening();
    const { onopen, onclose } = socket;
    subscription.unsubscribe();
    expect([socket.onopen, socket.onmessage, socket.onclose]).toEqual([null, null, null]);
    socket.onerror?.({ message: 'WebSocket was closed before the connection was established' });
    onopen?.({});
    onclose?.({ code: 1006 });
    expect([opened, errors]).toEqual([[], []]);
  });

  it('that cannot be made is a cause of kind `unusable`', () => {
    const errors: unknown[] = [];
    openSocket(
      () => {
        throw new Error('There is no WebSocket here.');
      },
      URL,
      [],
    ).subscribe({ error: (cause: unknown) => errors.push(cause) });
    expect(errors).toEqual([{ kind: 'unusable', message: 'There is no WebSocket here.' }]);
  });

  it.each<[string, unknown]>([
    ['quotes the URL', new SyntaxError(`Invalid URL: ${URL}`)],
    ['quotes the URL in part', new SyntaxError("The URL 'ws://host.test/w…token=sesame' is bad")],
    ['quotes the query', new SyntaxError('Bad query: token=sesame')],
    ['is no Error', 'sesame'],
  ])('is told without the message of its constructor when that %s', (_, thrown) => {
    const errors: unknown[] = [];
    openSocket(
      () => {
        throw thrown;
      },
      URL,
      [],
    ).subscribe({ error: (cause: unknown) => errors.push(cause) });
    expect(errors).toEqual([{ kind: 'unusable', message: 'no WebSocket opens this URL' }]);
  });
});
