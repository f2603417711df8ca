import { setting } from '../setting';
import { milliseconds, oneOf, text, truth, wholeNumber } from '../values';

/** Where the server is, and what it stands on. */
export const LISTENING = {
  port: setting({
    type: wholeNumber(0, 65_535),
    default: 8787,
    env: ['SMOOTH_AGENT_PORT', 'SMOOTH_OPERATOR_PORT'],
    flag: '--port <port>',
    help: 'where to listen; 0 picks a free one',
  }),
  host: setting({
    type: text,
    default: '127.0.0.1',
    env: ['SMOOTH_AGENT_BIND', 'SMOOTH_OPERATOR_HOST'],
    flag: '--host <host>',
    help: 'the address to listen on; 0.0.0.0 can be reached from other machines',
  }),
  storage: setting({
    type: oneOf('memory'),
    default: 'memory',
    env: ['SMOOTH_AGENT_STORAGE'],
    help: 'where conversations are kept: with the process they are gone',
  }),
  backplane: setting({
    type: oneOf('memory'),
    default: 'memory',
    env: ['SMOOTH_AGENT_BACKPLANE'],
    help: 'how events reach the connections of other servers: there are none',
  }),
} as const;

/** How it is watched and stopped. */
export const OPERATIONS = {
  metrics: setting({
    type: truth,
    default: true,
    help: 'whether `/metrics` tells Prometheus what the server does',
  }),
  drainTimeout: setting({
    type: milliseconds,
    default: 30_000,
    help: 'how long running turns may take to end once the server is to stop, in milliseconds',
  }),
  verbose: setting({
    type: truth,
    default: false,
    flag: '--verbose',
    help: 'log connections, turns and errors on stderr, as JSON lines',
  }),
} as const;
