import { of } from 'rxjs';
import type { Ping } from '../../protocol';
import type { Handler } from '../peer';

export const ping: Handler<Ping> = ({ requestId }, { service }) =>
  of(service.events.pong(requestId));
