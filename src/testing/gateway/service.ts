import { ReplaySubject, type Observable } from 'rxjs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { deliver } from './http/deliver';
import { openExchange, type Exchange } from './http/exchange';
import type { FaultName } from './http/faults';
import { listen } from './http/listener';
import { openTo } from './http/origins';
import type { RecordedRequest } from './http/recordedRequest';
import {
  createResponder,
  type FakeAnswer,
  type RouteSwitches,
  type ServiceRules,
} from './http/respond';
import type { SseVariant } from './http/sseVariants';
import { createSwitches, type Undo } from './http/switches';

/** One service of a fake gateway, or one provider: an HTTP server on loopback. */
export interface FakeService<Route extends string = string> {
  /** The base URL that a client is given. */
  readonly url: string;
  readonly port: number;
  /** What has arrived so far. */
  readonly requests: readonly RecordedRequest[];
  /** Each request, when it has arrived whole. Replays all. */
  readonly requests$: Observable<RecordedRequest>;
  /**
   * Lets a route fail, until it is undone: requests that hang are answered then.
   *
   * @param times - how many requests it is for. @defaultValue all
   */
  fail(route: Route, fault: FaultName, times?: number): Undo;
  /** Answers a route in place of the fake, until it is undone. */
  answer(route: Route, answer: FakeAnswer): Undo;
  /** Sends the streams of a route in other ways, until it is undone. */
  stream(route: Route, ...variants: readonly SseVariant[]): Undo;
  /** Drops all connections, and refuses new ones. */
  refuse(): Promise<void>;
  /** Takes connections again, on the same port. */
  accept(): Promise<void>;
}

/** What a service is besides its {@link ServiceRules}. */
export interface ServiceSettings<Route extends string> extends ServiceRules<Route> {
  /** The path that its base URL ends with. */
  readonly root: string;
  /** Which header of its answers has the id of the request. */
  readonly idHeader: string;
  /** The origins of the pages that may use it. */
  readonly origins: readonly string[];
}

/** Starts one service. */
export async function startService<Route extends string>(
  settings: ServiceSettings<Route>,
): Promise<FakeService<Route>> {
  const switches: RouteSwitches<Route> = {
    faults: createSwitches(),
    answers: createSwitches(),
    streams: createSwitches(),
  };
  const respond = createResponder(settings, switches);
  const isPreflight = openTo(settings.origins);
  const requests: RecordedRequest[] = [];
  const requests$ = new ReplaySubject<RecordedRequest>(Infinity);
  const open = new Set<Exchange>();
  let count = 0;

  async function serve(message: IncomingMessage, out: ServerResponse): Promise<void> {
    const exchange = await openExchange(message, out, `req-${++count}`);
    const { request, requestId, signal } = exchange;
    open.add(exchange);
    signal.addEventListener('abort', () => open.delete(exchange));
    requests.push(request);
    requests$.next(request);
    const delivery = await respond(exchange);
    if (delivery instanceof Response) delivery.headers.set(settings.idHeader, requestId);
    await deliver(delivery, out, exchange.drop);
  }

  const listener = await listen((message, out) => {
    if (isPreflight(message, out)) return;
    serve(message, out).catch(() => out.destroy()); // its client left in the middle of the request
  });
  return {
    url: `http://127.0.0.1:${listener.port}${settings.root}`,
    port: listener.port,
    requests,
    requests$: requests$.asObservable(),
    fail: switches.faults.set,
    answer: switches.answers.set,
    stream: (route, ...variants) => switches.streams.set(route, variants),
    accept: listener.accept,
    refuse: () => {
      for (const exchange of open) exchange.drop();
      return listener.refuse();
    },
  };
}
