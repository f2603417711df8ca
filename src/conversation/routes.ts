import type { Route } from './route';

/** So many characters at the end of an id tell it from nearly all others: of UUIDs, and of what counts. */
const TOLD_BY = 6;

/**
 * Routes by their requestId. A `Map` of strings reads all of a string that was never seen before,
 * as each one out of `JSON.parse`, and then the ids of those it finds beside it, which among
 * thousands are not in the processor's cache. So a route is kept under a number, which costs half;
 * only where another has that number, under its id.
 */
export class Routes extends Map<number | string, Route> {
  find(requestId: string | undefined): Route | undefined {
    if (requestId === undefined) return undefined;
    const route = this.get(digestOf(requestId));
    return route?.requestId === requestId ? route : this.get(requestId);
  }

  add(route: Route): void {
    const digest = digestOf(route.requestId);
    this.set(this.has(digest) ? route.requestId : digest, route);
  }

  remove(route: Route): void {
    const digest = digestOf(route.requestId);
    this.delete(this.get(digest) === route ? digest : route.requestId);
  }
}

function digestOf(requestId: string): number {
  let digest = 0;
  for (let left = TOLD_BY; left; left--) {
    // Before the beginning of a shorter one there is NaN, which `|` takes for 0.
    digest = (31 * digest + requestId.charCodeAt(requestId.length - left)) | 0;
  }
  return digest;
}
