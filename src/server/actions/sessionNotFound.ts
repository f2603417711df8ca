import { ErrorCode, type ErrorEvent } from '../../protocol';
import type { Service } from '../service';

export function sessionNotFound(requestId: string | undefined, { events }: Service): ErrorEvent {
  return events.error(requestId, ErrorCode.SESSION_NOT_FOUND, 'There is no such session.');
}
