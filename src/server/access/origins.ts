/** What `origins` must be, after “must be”. */
export const ORIGINS_RULE =
  'a list of origins: https://example.com, https://*.example.com for its subdomains, null, or * for all';

/** Whether a connection of this `Origin` may act. Who has none is no page in a browser. */
export type OriginCheck = (origin: string | undefined) => boolean;

export function originCheckOf(origins: readonly string[]): OriginCheck {
  if (origins.includes('*')) return () => true;
  const exact = new Set(origins.map(normalised));
  const wild = origins.filter(isWild).map(subdomainsOf);

  return (origin) => {
    if (origin === undefined) return true;
    const known = normalised(origin);
    return known !== undefined && (exact.has(known) || wild.some((covers) => covers(known)));
  };
}

export function isOrigins(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (origin) =>
        typeof origin === 'string' &&
        (origin === '*' || normalised(isWild(origin) ? sampleOf(origin) : origin) !== undefined),
    )
  );
}

function isWild(origin: string): boolean {
  return /^[^*]+:\/\/\*\.[^*]+$/.test(origin);
}

/** The wildcard with a label in its place, so that it can be read like any origin. */
function sampleOf(wild: string): string {
  return wild.replace('*', 'x');
}

/** `https://*.example.com` covers any depth below the domain, but not the domain itself. */
function subdomainsOf(wild: string): (origin: string) => boolean {
  const [scheme = '', suffix = ''] = (normalised(sampleOf(wild)) ?? '').split(/(?<=:\/\/)x/);
  return (origin) =>
    origin.startsWith(scheme) &&
    origin.endsWith(suffix) &&
    origin.length > scheme.length + suffix.length;
}

/** As browsers write it; `undefined` for what is no origin, such as a URL with a path. */
function normalised(origin: string): string | undefined {
  if (origin === 'null') return origin;
  if (/[*\s]/.test(origin) || !URL.canParse(origin)) return undefined;
  const { protocol, host, pathname, search, hash, username, password } = new URL(origin);
  const isBare =
    host !== '' && pathname.length < 2 && `${search}${hash}${username}${password}` === '';
  return isBare ? `${protocol}//${host}` : undefined;
}
