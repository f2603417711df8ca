export type Params = Readonly<Record<string, string>>;

/** A route that fits, or the methods that its path has instead: none where there is no such path. */
export type Routed<Route extends string> =
  { readonly route: Route; readonly params: Params } | { readonly methods: readonly string[] };

interface Pattern<Route extends string> {
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly string[];
}

/**
 * Finds routes such as `GET /a2a/{agent}/card`. A parameter is one segment, decoded after the path has
 * been split: an encoded `/` is part of it. Earlier routes win.
 */
export function createRouter<Route extends string>(
  routes: readonly Route[],
): (method: string, path: string) => Routed<Route> {
  const patterns = routes.map((route): Pattern<Route> => {
    const [method = '', path = ''] = route.split(' ', 2);
    return { route, method, segments: path.split('/') };
  });
  return (method, path) => {
    const segments = path.split('/');
    const fitting = patterns.filter((pattern) => fits(pattern.segments, segments));
    const found = fitting.find((pattern) => pattern.method === method);
    return found
      ? { route: found.route, params: paramsOf(found.segments, segments) }
      : { methods: fitting.map((pattern) => pattern.method) };
  };
}

const nameOf = (pattern: string) => /^\{(.+)\}$/.exec(pattern)?.[1];

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((one, n) => (nameOf(one) === undefined ? one === segments[n] : segments[n]))
  );
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Params {
  return Object.fromEntries(
    pattern.flatMap((one, n) => {
      const name = nameOf(one);
      return name === undefined ? [] : [[name, decoded(segments[n] ?? '')]];
    }),
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray per cent sign
  }
}
