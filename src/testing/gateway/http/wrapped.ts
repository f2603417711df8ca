import type { FakeShapes } from '../world';

/** Statistics under their key, as gateways answer, or bare, when the test wants them so. */
export function wrapped(key: string, body: object, { bare = false }: FakeShapes): Response {
  return Response.json(bare ? body : { success: true, [key]: body });
}
