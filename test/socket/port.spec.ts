import { afterEach, describe, expect, it, vi } from 'vitest';
import { globalSocket } from '../../src/socket/port';
import { ManualSocket } from './kit';

describe('the global WebSocket', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is made with the URL and the protocols, where there is one', () => {
    vi.stubGlobal('WebSocket', ManualSocket);
    const socket = globalSocket('ws://host.test/ws', ['chat']);
    expect(socket).toBeInstanceOf(ManualSocket);
    expect(socket).toMatchObject({ url: 'ws://host.test/ws', protocols: ['chat'] });
  });

  it('says what to pass instead, where there is none', () => {
    vi.stubGlobal('WebSocket', undefined);
    expect(() => globalSocket('ws://host.test/ws', [])).toThrow(/Pass `socket: nodeSocket\(\)`/);
  });
});
