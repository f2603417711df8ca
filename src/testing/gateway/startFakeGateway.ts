import { anthropicAccess, bearerAccess, gatewayAccess, noAccess, type Access } from './http/access';
import type { Style } from './http/problem';
import { ROUTES, type RouteOf } from './routes';
import { startService, type FakeService, type ServiceSettings } from './service';
import { createWorld, type WorldOptions } from './world';

export interface FakeGatewayOptions extends WorldOptions {
  /**
   * The keys that are good. Without them the gateway wants none, and the providers that want one take
   * any.
   */
  readonly keys?: readonly string[];
  /**
   * The origins of the pages that may use it from a browser, such as `http://localhost:5173`; `*` for
   * all. They may read each header, too. @defaultValue none
   */
  readonly origins?: readonly string[];
}

/** A Smartflow gateway, and the providers that direct mode talks to. */
export interface FakeGateway {
  readonly proxy: FakeService<RouteOf<'proxy'>>;
  readonly management: FakeService<RouteOf<'management'>>;
  readonly compliance: FakeService<RouteOf<'compliance'>>;
  readonly bridge: FakeService<RouteOf<'bridge'>>;
  /** What is reached without a gateway. */
  readonly providers: {
    readonly openai: FakeService<RouteOf<'openai'>>;
    readonly anthropic: FakeService<RouteOf<'anthropic'>>;
    readonly gemini: FakeService<RouteOf<'gemini'>>;
    readonly ollama: FakeService<RouteOf<'ollama'>>;
    readonly local: FakeService<RouteOf<'local'>>;
  };
  /** Drops all connections, requests that hang included, and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a Smartflow gateway for tests: real HTTP on loopback, on free ports, with answers made of what
 * was asked. Each service tells what it was sent, and can be made to fail. Needs Node.
 *
 * @example
 * const gateway = await startFakeGateway({ model: ({ text }) => `Hello, ${text}!` });
 * const undo = gateway.proxy.fail('POST /v1/chat/completions', 'rateLimited');
 * undo();
 * await gateway.close();
 */
export async function startFakeGateway(options: FakeGatewayOptions = {}): Promise<FakeGateway> {
  const { keys, origins = [] } = options;
  const world = createWorld(options);
  const start = <Route extends string>(
    routes: ServiceSettings<Route>['routes'],
    kind: Kind,
    root = '',
  ) => startService({ ...kind, routes, root, keys, origins, world });

  const [proxy, management, compliance, bridge] = await Promise.all([
    start(ROUTES.proxy, GATEWAY),
    start(ROUTES.management, GATEWAY),
    start(ROUTES.compliance, GATEWAY),
    start(ROUTES.bridge, GATEWAY),
  ]);
  const [openai, anthropic, gemini, ollama, local] = await Promise.all([
    start(ROUTES.openai, OPENAI, '/v1'),
    start(ROUTES.anthropic, ANTHROPIC),
    start(ROUTES.gemini, OPENAI, '/v1beta/openai'),
    start(ROUTES.ollama, KEYLESS),
    start(ROUTES.local, KEYLESS, '/v1'),
  ]);
  const services = { proxy, management, compliance, bridge };
  const providers = { openai, anthropic, gemini, ollama, local };
  return {
    ...services,
    providers,
    close: async () => {
      const all = [...Object.values(services), ...Object.values(providers)];
      await Promise.all(all.map((service) => service.refuse()));
    },
  };
}

interface Kind {
  readonly access: Access;
  readonly style: (path: string) => Style;
  readonly idHeader: string;
}

const GATEWAY: Kind = {
  access: gatewayAccess,
  style: (path) => (path.startsWith('/anthropic/') ? 'anthropic' : 'smartflow'),
  idHeader: 'x-smartflow-request-id',
};

const OPENAI: Kind = { access: bearerAccess, style: () => 'openai', idHeader: 'x-request-id' };

/** Speaks as OpenAI does, on a machine of one's own. */
const KEYLESS: Kind = { ...OPENAI, access: noAccess };

const ANTHROPIC: Kind = {
  access: anthropicAccess,
  style: () => 'anthropic',
  idHeader: 'request-id',
};
