import { lastValueFrom, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createClient } from 'smooth-operator-rx';
import { operatorError } from 'smooth-operator-rx/protocol';
import { manualSockets } from './socket/kit';
import { overhear, seen, showing, takeLeaks } from './secrets';

const TOKEN = 'open sesame';

/** A client that has shown its token. */
function shown(): void {
  const sockets = manualSockets();
  const client = createClient({ url: 'ws://a.test/ws', socket: sockets.create, token: TOKEN });
  client.uncorrelated$.subscribe();
  client.close();
}

describe('the watch over tokens', () => {
  it.each<[string, (printer: { print(...what: unknown[]): string }) => unknown]>([
    ['in what is printed', (printer) => printer.print(`${TOKEN}\n`)],
    ['in what is logged', (printer) => printer.print('a', { url: encodeURIComponent(TOKEN) })],
    ['in an error', () => operatorError('closed', 'X', 'x', { cause: { url: `?t=${TOKEN}` } })],
  ])('finds one %s', (_, tell) => {
    const printer = { print: (...what: unknown[]) => `${what.length} printed` };
    overhear(printer, 'print');
    expect(printer.print('a', 'b')).toBe('2 printed');
    shown();
    tell(printer);
    expect(takeLeaks()).toHaveLength(1);
    expect(takeLeaks()).toEqual([]);
  });

  it('finds none that nobody has shown, or that is as short as a word', () => {
    showing('tok');
    seen('tok and open sesame');
    expect(takeLeaks()).toEqual([]);
  });

  it('sees the states and the errors of every client', async () => {
    const client = createClient({
      url: 'ws://a.test/ws',
      token: () => throwError(() => new Error(`no ${TOKEN} today`)),
      reconnect: false,
    });
    client.state$.subscribe();
    await lastValueFrom(client.ping()).catch(() => undefined);
    showing(TOKEN);
    expect(takeLeaks().map((text) => /'closed'|SmoothOperatorError/.exec(text)?.[0])).toEqual(
      expect.arrayContaining(["'closed'", 'SmoothOperatorError']),
    );
  });
});
