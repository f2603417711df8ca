import type { Route } from './route';

/** So many characters at the end tell an id from nearly all others: of UUIDs, and of a count. */
const TOLD_BY = 6;

/**
 * Routes by their requestId. Each id out of `JSON.parse` is a string that was never seen before: a
 * `Map` of strings reads all of it, and then the ids of those it finds beside it, which among
 * thousands are in no cache. So a route is kept under a number made of the end of its id; under the
 * id itself only where another has that number.
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
