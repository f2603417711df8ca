import { ErrorCode, type ClientAction, type ErrorEvent } from '../../protocol';
import type { Peer } from '../peer';

/**
 * What a page is answered that may not use the server, whatever it asks: it could know ids, and
 * where nobody is asked who they are it could list them. A `ping` tells it nothing.
 */
export function refusedOrigin(
  { action, requestId }: ClientAction,
  { isOriginAllowed, service: { events } }: Peer,
): ErrorEvent | undefined {
  return isOriginAllowed || action === 'ping'
    ? undefined
    : events.error(
        requestId,
        ErrorCode.ORIGIN_NOT_ALLOWED,
        'The origin of this page is not allowed here. Ask who runs the server to add it.',
      );
}
