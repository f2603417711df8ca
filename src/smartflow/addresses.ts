import { demand } from './invalid';
import { mapped } from './mapped';
import type { Service, SmartflowOptions } from './options';

export type Addresses = Readonly<Record<Service, string>>;

const PORTS = { management: 7778, compliance: 7777, bridge: 3500, policy: 7782 };

/** Where each service of a gateway listens: at its port of the proxy's host, unless its URL is given. */
export function addressesOf(proxy: string, options: SmartflowOptions): Addresses {
  const { protocol, hostname, pathname } = new URL(proxy);
  const others = mapped(PORTS, (port, service) => {
    const name = `${service}Url` as const;
    const own = `${protocol}//${hostname}:${options[`${service}Port`] ?? port}${pathname}`;
    return address(options[name] ?? own, name);
  });
  return { proxy, ...others };
}

/**
 * A URL to which paths are appended.
 *
 * @throws ValidationError that names what it is for, and nothing of it: it may have a password
 */
export function address(url: string, name: string): string {
  const { protocol = '', username, password, search, hash } = parse(url) ?? {};
  demand(
    /^https?:$/.test(protocol) && !(username || password || search || hash),
    `${name} must be an http:// or https:// URL, without a password, a query or a fragment`,
  );
  return hrefOf(url);
}

/** A URL as all write it, without a slash at its end; empty for what is none. */
export function hrefOf(url = ''): string {
  return parse(url)?.href.replace(/\/+$/, '') ?? '';
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
