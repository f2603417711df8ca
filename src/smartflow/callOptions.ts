import { demand } from './invalid';
import type { CallOptions, ResponseMetadata, RetryOptions } from './options';

const TIMEOUT = 30_000;

/** How a call is made, once it has been laid over what the client was made with. */
export interface Manner {
  readonly timeout: number;
  readonly retry: RetryOptions | undefined;
  readonly onResponse: (response: ResponseMetadata) => void;
}

/** @throws ValidationError that names what cannot be */
export function mannerOf(client: CallOptions, call: CallOptions): Manner {
  const timeout = call.timeout ?? client.timeout ?? TIMEOUT;
  const retry = (call.retry ?? client.retry) || undefined;
  demand(
    timeout > 0 && (!retry || retry.count >= 0),
    'timeout must be above 0, retry.count 0 or more',
  );
  return {
    timeout,
    retry,
    onResponse: (response) => {
      client.onResponse?.(response);
      call.onResponse?.(response);
    },
  };
}

/** The headers that tell the gateway whom a call is for. */
export function identityOf({ userId, conversationId, routeTo }: CallOptions) {
  return {
    'x-smartflow-user-id': userId,
    'x-conversation-id': conversationId,
    'x-smartflow-provider': routeTo,
  };
}
