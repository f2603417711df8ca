import { describe, expect, it } from 'vitest';
import { isOrigins, originCheckOf } from '../../../src/server/access/origins';

const allows = (listed: readonly string[], origin: string | undefined) =>
  originCheckOf(listed)(origin);

describe('an origin', () => {
  it.each<[string, string]>([
    ['https://example.com', 'https://example.com'],
    ['https://Example.com/', 'https://example.com'],
    ['HTTPS://EXAMPLE.COM:443', 'https://example.com'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://[::1]:80', 'http://[::1]'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['chrome-extension://abcdef', 'chrome-extension://abcdef'],
    ['null', 'null'],
    ['*', 'https://anything.example'],
    ['*', 'null'],
    ['*', 'what is no origin'],
    ['https://*.example.com', 'https://shop.example.com'],
    ['https://*.example.com', 'https://a.b.example.com'],
    ['https://*.Example.com:443', 'https://shop.example.com'],
    ['https://*.example.com:8443', 'https://shop.example.com:8443'],
    ['http://*.localhost:3000', 'http://shop.localhost:3000'],
    ['app://*.example', 'app://x.example'],
  ])('listed as %s allows %s [CREATE-7]', (listed, origin) => {
    expect(isOrigins([listed])).toBe(true);
    expect(allows([listed], origin)).toBe(true);
    expect(allows(['https://first.example', listed], origin)).toBe(true);
  });

  it.each<[string, string]>([
    ['https://example.com', 'http://example.com'],
    ['https://example.com', 'https://example.com:8443'],
    ['https://example.com', 'https://example.com.evil.example'],
    ['https://example.com', 'https://evilexample.com'],
    ['https://example.com', 'https://shop.example.com'],
    ['https://example.com', 'https://evil.example/https://example.com'],
    ['https://example.com', 'https://example.com@evil.example'],
    ['https://example.com', 'https://example.com https://evil.example'],
    ['https://example.com', 'null'],
    ['https://example.com', ''],
    ['https://example.com', '*'],
    ['https://*.example.com', 'https://example.com'],
    ['https://*.example.com', 'https://evilexample.com'],
    ['https://*.example.com', 'https://.example.com'],
    ['https://*.example.com', 'https://shop.example.com.evil.example'],
    ['https://*.example.com', 'http://shop.example.com'],
    ['https://*.example.com', 'https://shop.example.com:8443'],
    ['https://*.example.com', 'https://*.example.com'],
    ['https://*.example.com', 'https://evil.example/.example.com'],
    ['https://*.example.com', 'https://evil.example?.example.com'],
    ['https://*.example.com', 'https://user:.example.com@evil.example'],
    ['null', 'https://example.com'],
  ])('listed as %s does not allow %s [CREATE-7]', (listed, origin) => {
    expect(allows([listed], origin)).toBe(false);
  });

  it('that is not sent is no page’s, and passes', () => {
    expect(allows(['https://example.com'], undefined)).toBe(true);
    expect(allows([], undefined)).toBe(true);
  });

  it('is allowed by no list that is empty', () => {
    expect(allows([], 'https://example.com')).toBe(false);
  });

  it.each<[string, unknown]>([
    ['text', 'https://example.com'],
    ['numbers', [1]],
    ['a host without a scheme', ['example.com']],
    ['a URL with a path', ['https://example.com/chat']],
    ['a URL with a query', ['https://example.com?a']],
    ['a URL with a user', ['https://me@example.com']],
    ['a wildcard in the middle', ['https://shop.*.com']],
    ['a wildcard for a part of a label', ['https://shop*.example.com']],
    ['two wildcards', ['https://*.*.example.com']],
    ['a wildcard of all', ['https://*']],
    ['a wildcard scheme', ['*://example.com']],
    ['nothing in between', ['https://']],
    ['blanks', [' ']],
    ['nothing', [undefined]],
  ])('list of %s is no list of origins', (_what, value) => {
    expect(isOrigins(value)).toBe(false);
  });
});
