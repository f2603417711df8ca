import type { Handler } from '../call';
import type { World } from '../world';
import type { Access } from './access';
import type { Delivery } from './deliver';
import type { Exchange } from './exchange';
import { faults, type FaultName } from './faults';
import { problemOf, problemResponse, Refusal, type Style } from './problem';
import type { RecordedRequest } from './recordedRequest';
import { createRouter, type Params } from './router';
import type { SseVariant } from './sseVariants';
import type { Switches } from './switches';

/** What a test answers in place of the fake: a `Response`, or what is sent as JSON. */
export type FakeAnswer = (request: RecordedRequest) => unknown;

/** What a test has set for the routes of a service. */
export interface RouteSwitches<Route> {
  readonly faults: Switches<Route, FaultName>;
  readonly answers: Switches<Route, FakeAnswer>;
  readonly streams: Switches<Route, readonly SseVariant[]>;
}

/** What makes a service the one it is. */
export interface ServiceRules<Route extends string> {
  readonly routes: Readonly<Record<Route, Handler>>;
  readonly access: Access;
  readonly keys: readonly string[] | undefined;
  /** The words of its errors, by the path. */
  readonly style: (path: string) => Style;
  readonly world: World;
}

/** Makes of a request what it is answered with: by a fault, by the test, by its route. */
export function createResponder<Route extends string>(
  { routes, access, keys, style, world }: ServiceRules<Route>,
  switches: RouteSwitches<Route>,
): (exchange: Exchange) => Promise<Delivery> {
  const find = createRouter(Object.keys(routes) as Route[]);

  async function usual(route: Route, params: Params, exchange: Exchange): Promise<Response> {
    const { request, requestId, signal } = exchange;
    signal.throwIfAborted(); // it may have hung until its client had left
    access(request, keys);
    const answer = switches.answers.use(route);
    if (answer) return responseOf(await answer.value(request));
    const variants = switches.streams.use(route)?.value ?? [];
    const has = (variant: SseVariant) => variants.includes(variant);
    return routes[route]({ request, requestId, params, world, has, signal });
  }

  return async (exchange) => {
    const { request, requestId } = exchange;
    const words = style(request.path);
    const refused = (error: unknown) => problemResponse(words, problemOf(error), requestId);
    const routed = find(request.method, request.path);
    if ('methods' in routed) return refused(noRoute(request, routed.methods));
    const { route, params } = routed;
    const answered = () => usual(route, params, exchange).catch(refused);
    const fault = switches.faults.use(route);
    if (!fault) return answered();
    const faulty = { style: words, requestId, now: world.now(), lifted: fault.undone };
    return faults[fault.value]({ ...faulty, usual: answered });
  };
}

const responseOf = (answer: unknown) =>
  answer instanceof Response ? answer : Response.json(answer);

function noRoute({ method, path }: RecordedRequest, methods: readonly string[]): Refusal {
  return methods.length === 0
    ? new Refusal({ status: 404, message: `There is nothing at ${path}.`, code: 'not_found' })
    : new Refusal({ status: 405, message: `${path} takes ${methods.join(', ')}, not ${method}.` });
}
