import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Route } from '../../src/conversation/route';
import { Routes } from '../../src/conversation/routes';

const ignore = () => undefined;
const routeOf = (requestId: string): Route => ({
  requestId,
  next: ignore,
  undecodable: ignore,
  lost: ignore,
});

describe('routes', () => {
  it('finds a route by its requestId, however short or long that is', () => {
    const ids = ['', '1', 'a', 'turn-1', 'turn-2', crypto.randomUUID(), 'ü'.repeat(300)];
    const routes = new Routes();
    const added = ids.map(routeOf);
    for (const route of added) routes.add(route);
    expect(ids.map((id) => routes.find(id))).toEqual(added);
    expect([...routes.values()]).toEqual(added);
  });

  it('finds nothing for an id that is not live, though it ends as a live one does', () => {
    const routes = new Routes();
    routes.add(routeOf('a-session'));
    expect(routes.find('b-session')).toBeUndefined();
    expect(routes.find('session')).toBeUndefined();
    expect(routes.find(undefined)).toBeUndefined();
  });

  it('tells ids apart that end alike, whichever of them goes first', () => {
    for (const gone of [0, 1, 2]) {
      const routes = new Routes();
      const added = ['a-session', 'b-session', 'c-session'].map(routeOf);
      for (const route of added) routes.add(route);
      const [left] = added.splice(gone, 1);
      routes.remove(left as Route);
      expect(routes.find(left?.requestId)).toBeUndefined();
      for (const route of added) expect(routes.find(route.requestId)).toBe(route);
    }
  });

  it('is a map from requestId to route, whatever is added and removed', () => {
    const ids = fc.constantFrom('', '1', '2', 'x-123456', 'y-123456', 'z-123456', '123456');
    fc.assert(
      fc.property(fc.array(ids), (steps) => {
        const routes = new Routes();
        const model = new Map<string, Route>();
        for (const id of steps) {
          const known = model.get(id);
          if (known) {
            routes.remove(known);
            model.delete(id);
          } else {
            const route = routeOf(id);
            routes.add(route);
            model.set(id, route);
          }
          for (const each of ['', '1', '2', 'x-123456', 'y-123456', 'z-123456', '123456'])
            expect(routes.find(each)).toBe(model.get(each));
        }
      }),
    );
  });
});
