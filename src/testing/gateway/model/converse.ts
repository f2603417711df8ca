import { catchError, defer, from, of, tap, type Observable } from 'rxjs';
import type { Call, Handler } from '../call';
import { problemOf, refuse } from '../http/problem';
import { eventStream } from '../http/sse';
import { varied } from '../http/sseVariants';
import type { CacheHit } from '../state/cache';
import { collect } from './collect';
import type { Asked, Dialect, Turn } from './dialect';
import { refuseUnknownModel } from './known';
import { PROVIDERS, providerOf } from './providers';
import { speak, type Piece } from './speak';
import { textOf, usageOf } from './usage';

/** The route of a provider where its models are asked. */
export function askProvider(dialect: Dialect): Handler {
  return (call) => {
    const asked = dialect.read(call.request);
    refuseUnknownModel(asked.model, call.world);
    return answer(dialect, call, turnOf(call, asked), speak(call.world.model, asked));
  };
}

/** The same behind a gateway: it chooses the provider, remembers, and keeps a log. */
export function askThroughGateway(dialect: Dialect): Handler {
  return async (call) => {
    const { world, request } = call;
    const asked = dialect.read(request);
    refuseUnknownModel(asked.model, world);
    const routed = route(call, asked.model);
    const hit = world.cache.find(asked);
    const pieces$ = hit ? from(hit.pieces) : speak(world.model, asked);
    const response = await answer(
      dialect,
      call,
      turnOf(call, asked, hit),
      pieces$.pipe(logged(call, asked, routed, hit)),
      { provider: routed.provider, cached: hit !== undefined, cache_hit_type: hit?.type ?? null },
    );
    if (hit) response.headers.set('x-smartflow-cache-key', hit.key);
    return response;
  };
}

/** @param extras - what the gateway says of an answer that is no stream */
async function answer(
  dialect: Dialect,
  { has, signal }: Call,
  turn: Turn,
  pieces$: Observable<Piece>,
  extras: object = {},
): Promise<Response> {
  if (turn.asked.isStreamed) {
    const events$ = dialect
      .events(turn, pieces$)
      .pipe(catchError((error: unknown) => of(dialect.error(problemOf(error).message))));
    const error = dialect.error('The provider failed in the middle of its answer.');
    return eventStream(varied(events$, has, { idle: dialect.idle(turn), error }), has);
  }
  const pieces = await collect(pieces$, signal);
  return Response.json({ ...dialect.whole(turn, pieces), ...extras });
}

function turnOf({ requestId, world }: Call, asked: Asked, hit?: CacheHit): Turn {
  const created = Math.floor(world.now() / 1000);
  return { asked, id: requestId, created, isCached: hit !== undefined };
}

interface Routed {
  readonly provider: string;
  readonly routing?: { readonly strategy: string; readonly reason: string };
}

/** The header of the request wins over what is forced, and that over the name of the model. */
function route({ request, world }: Call, model: string): Routed {
  const wanted = request.headers['x-smartflow-provider'];
  if (wanted !== undefined) {
    if (!PROVIDERS.some((one) => one === wanted)) refuse(400, `No provider "${wanted}".`);
    return { provider: wanted, routing: { strategy: 'tag', reason: `header:${wanted}` } };
  }
  const forced = world.routing.current();
  if (!forced) return { provider: providerOf(model) };
  const { provider } = forced;
  return { provider, routing: { strategy: 'direct', reason: `override:${provider}` } };
}

/** Once it has been said, it is in the log, and in the cache. */
function logged({ request, requestId, world }: Call, asked: Asked, routed: Routed, hit?: CacheHit) {
  const log = (said: readonly Piece[], isFailed: boolean) => {
    const { prompt, completion } = usageOf(asked, said);
    world.ledger.add({
      ...routed,
      requestId,
      headers: request.headers,
      model: asked.model,
      content: `${asked.text}\n${textOf(said)}`,
      contentType: 'chat',
      promptTokens: prompt,
      completionTokens: completion,
      isHit: hit !== undefined,
      isFailed,
    });
    if (hit) world.cache.spared(prompt + completion);
    else if (!isFailed) world.cache.store(asked, said);
  };
  return (pieces$: Observable<Piece>) =>
    defer(() => {
      const said: Piece[] = [];
      return pieces$.pipe(
        tap({
          next: (piece) => said.push(piece),
          error: () => {
            log(said, true);
          },
          complete: () => {
            log(said, false);
          },
        }),
      );
    });
}
